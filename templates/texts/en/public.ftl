# Pages for everybody.

home-title = Recruitment
home-eyebrow = Careers
home-heading = Careful work, done together.
home-open =
    { $count ->
        [one] See one open vacancy
       *[other] See { $count } open vacancies
    }
home-notice = Read the privacy notice
home-offices = Our offices
home-how = How applying works
home-how-read = Read
home-how-read-text = What we keep, what for and in which countries stands before the first field.
home-how-apply = Apply
home-how-apply-text = Little is required. Send your CV as PDF or DOCX.
home-how-see = Keep an eye on it
home-how-see-text = See where your application stands, and who used your data and what for.
vacancies-count =
    { $count ->
        [one] One open vacancy
       *[other] { $count } open vacancies
    }
careers-heading = Open vacancies
careers-none = Nothing is open here at present.
careers-back = All vacancies
vacancy-published = Published
vacancy-closed = This vacancy no longer takes applications.
apply = Apply
apply-title = Apply: { $vacancy }
apply-heading = Application
apply-notice = How we use what you tell us
apply-notice-text = { $office } collects what you enter and uses it only as follows.
apply-optional = What is marked optional may stay empty; that does not affect your application.
apply-acknowledge = I have read the privacy notice of { $date } (version { $version }).
apply-send = Send the application
applied-heading = Thank you for applying
applied-text = We have received your application.
applied-next = We read every application with care and will write to you.
notice-purposes = Purposes of use
notice-countries = Countries
notice-version = Version
notice-version-of = Version { $version }, in force since { $date }
notice-full = Read the full text
notice-number = Version { $version }
notice-effective = In force from { $date }
notice-in-force = In force
notice-coming = Not yet in force
notice-replaced = Replaced
notice-prevails = This notice is published in Japanese, English and Traditional Chinese. If they differ, the Japanese text prevails.
notice-contents = Contents
notices-heading = Privacy notice for recruitment
notices-lead = The version that you acknowledged when you applied is the one that holds for you.
notices-back = All versions
contact-heading = Questions about your personal information
contact-lead = Write to the office that you applied to.
contact-rights = Your rights
contact-rights-text = You may ask to see, correct, add to, suspend the use of, or erase what we hold about you. We check that it is you and answer within the time that the law sets.
setup-heading = Set up Saiyo
setup-lead = This makes the first office and the first administrator.
setup-send = Finish the set-up
