# Pages for staff.

sign-in = Sign in
sign-in-heading = Staff sign-in
sign-in-refused = The e-mail address or the password is not right.
sign-in-journal = Every view and change is recorded.
today-fresh = New applications today
today-all = All candidates
today-none = No new application yet today.
count-new-today = new today
count-new-week = in the last seven days
count-in-selection = in selection
count-candidates = candidates
count-proposals = proposals to look at
count-vacancies = open vacancies
count-users = users
count-offices = offices
count-reviews = records to decide about
reviews-lead = The law hands these records to a person. Until you decide, nobody can use them and they are in no list.
reviews-none = No record waits for a decision.
reviews-later = Later ones
review-since = Held since
review-why = What holds it
review-decision = Your decision
review-decide = Record the decision
review-earlier = Earlier decisions
review-clear = Cleared: the law of { $country } does not stand against it
count-unfiled = applications not filed
candidate-add = Add a candidate
candidate-add-lead = What did not come from the person needs its source.
candidate-edit = Edit the profile
candidates-none = No candidate fits.
filter-all = All
pager = Pages
search = Search
search-words = Search names, schools, employers, documents and notes
search-people = Search names, addresses and telephone numbers
search-people-hint = Words side by side must all be found. Use OR, a minus to leave out, “…” for an exact phrase, and fields such as name:田中 and office:HK. Kana, kanji, romaji and any width are found alike. * at the end of a word finds its beginnings.
search-hint = Words side by side must all be found. Use OR, a minus to leave out, “…” for an exact phrase, and fields such as school:慶應, mail:visa, status:refused, lang:en>=B2, office:HK, source:agent, contact:<30d, consent:pool, retention:<90d. Kana, kanji, romaji and any width are found alike. * at the end of a word finds its beginnings.
search-more = More ways to ask
search-phrase = This exact phrase
search-without = None of these words
search-in-messages = In messages
search-clear = Show everybody
candidates-found =
    { $count ->
        [0] Nobody is found.
        [one] One candidate is found.
       *[other] { $count } candidates are found.
    }
candidates-found-more = More than { $count } candidates are found.
excerpt-contact = Contact
excerpt-skill = Languages and qualifications
excerpt-cv = Document
excerpt-result = Selection result
excerpt-note = Note
excerpt-message = Message
error-search-quote = This quotation mark has no other one: { $detail }
error-search-parenthesis = This parenthesis has no other one: { $detail }
error-search-nothing = Something is missing here: { $detail }
error-search-field = There is no field “{ $detail }”. Fields are name, contact, employer, school, skill, cv, motivation, result, note, status, vacancy, office, source, lang, country, consent and retention.
error-search-value = “{ $detail }” is no value of this field.
error-search-long = This question is too long. Please use at most 500 characters and 40 words.
