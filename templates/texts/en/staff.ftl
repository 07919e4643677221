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
candidates-count =
    { $count ->
        [one] One candidate
       *[other] { $count } candidates
    }
candidates-none = No candidate fits.
filter-all = All
filter-apply = Filter
pager = Pages
pager-newer = Newer
pager-older = Older
