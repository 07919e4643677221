# Versions of the privacy notice: written, composed, compared, published, answered.

announcement-publish = Publish only
announcement-inform = Inform the candidates
announcement-ask = Ask the candidates again
notice-change-purpose_added = A purpose is added
notice-change-purpose_removed = A purpose is dropped
notice-change-category_added = A category is added
notice-change-category_removed = A category is dropped
notice-change-country_added = A country is added
notice-change-country_removed = A country is dropped
notice-change-joint_began = Joint use begins
notice-change-joint_item_added = More is used jointly
notice-change-joint_user_added = Another office joins in
notice-change-joint_purpose_added = Joint use for another purpose
notice-change-joint_manager_changed = The manager of joint use changes
notice-change-joint_narrowed = Joint use becomes narrower
notice-change-text_changed = Words alone change
change-how = Change
change-before = Before
change-now = Now
change-added = Added
change-removed = Removed
change-changed = Changed
notice-changes = What changed since version { $version }
notice-unchanged = Nothing is worded differently.
notices-staff-lead = Every candidate is judged by the version that was shown to them. A later version never widens by itself what their record may be used for.
notice-drafts = Drafts
notice-drafts-none = Nothing is being written.
notice-untitled = Without a title
notice-changed = Last changed: { $who }
notice-begin = Begin a draft from the records
hint-notice-begin = It takes over the title, purposes, categories and countries of the latest version; the rest is composed from contracts, joint use, offices, rules and settings.
notice-versions = Versions
notice-withdrawn = Withdrawn
notice-count = Count the records judged by each version
notice-judged =
    { $count ->
        [one] One record is judged by it
       *[other] { $count } records are judged by it
    }
notice-seen-by = Seen by { $count }
notice-answered-by = Agreed: { $given }, not agreed: { $refused }
notice-published = Published: { $who }
notice-proposed-was = The rules proposed: { $what }. Decided differently because:
notice-withdraw = Withdraw version { $version }
notice-draft = Draft of version { $version }
notice-draft-lead = Write the title, the introduction and what you wish to add in each language. Everything else follows the records and changes with them.
notice-preview = See it as the public will
notice-compare = Compare and decide
notice-second-look = Second look before publication
notice-written = What you write and tick
notice-part-title = Title
notice-part-introduction = Introduction
notice-part-additions = Additions
notice-part-categories = Categories collected
notice-part-day = Countries and day
notice-composed = What is composed
hint-notice-composed = This is the text that the saved draft gives, in the language of this page. Each part says where it comes from.
notice-discard = Discard this draft
notice-draft-title = Title ({ $language })
notice-draft-introduction = Introduction ({ $language })
notice-draft-additions = Additions ({ $language })
notice-effective-on = In force from
hint-notice-effective = Today or later, and not before the first day of the latest version
notice-preview-lead = This is what everybody will see. Nothing is published yet.
notice-comparison = What changes, and what that requires
notice-back-to-draft = Back to the draft
notice-comparison-lead = The draft beside version { $version }, clause by clause.
notice-requires = What the change requires
notice-proposed = Proposed: { $what }.
notice-what-changed = What changes
notice-law = Law
notice-required = Requires
notice-why = Because
notice-decide = Decide
notice-first = This is the first version: there is nothing to compare it with, and nobody to tell.
notice-decision = What is done about those who were shown an earlier version
notice-reason = Reason
hint-notice-reason = Required if you decide differently from what is proposed. It is kept with the version.
notice-final = A published version never changes. Until its first day it can be withdrawn; after that only a later version replaces it.
notice-lacks =
    { $count ->
        [one] One thing is missing
       *[other] { $count } things are missing
    }
notice-at-once = (today: it is in force at once)
notice-publish = Publish version { $version }
error-notice-missing = This language is missing. A notice is published in all three.
error-notice-reason = Please say why you decide differently from what is proposed.
error-notice-order = Please choose a day that has not passed and is not before the first day of the latest version.
error-notice-undecided = Please decide what is done about those who were shown an earlier version.
message-notice-published = The version is published.
message-notice-withdrawn = The version is withdrawn.
message-draft-discarded = The draft is discarded.
use-did-answer-notice = Answered a later version of the privacy notice
notice-from-draft = Written in this draft
notice-from-ticks = From what is ticked in this draft
notice-from-policy = From the rules of the recruitment policy
notice-from-contracts = From the contracts with processors in force
notice-from-joint = From the published notice of joint use
notice-from-offices = From the offices and the terms between them
notice-from-settings = From the settings
notice-head-about = About this notice
notice-head-collect = What we collect
notice-head-purposes = Why we use it
notice-head-third = Giving information to third parties
notice-head-outsourcing = Outsourcing
notice-head-joint = Joint use
notice-head-transfers = Transfers between countries
notice-head-retention = How long we keep it
notice-head-rights = Your rights
notice-head-additions = Further information
notice-head-revision = Changes to this notice
notice-head-contact = Questions and complaints
notice-text-prevails = This notice is written in Japanese. The English and Traditional Chinese texts are translations; where they differ, the Japanese text prevails.
notice-text-collect = { $company }, with its branches and subsidiaries ("we"), collects for recruitment the following personal information, from you, from recruitment services and from recruitment agents.
notice-item-profile = What stands in résumés and CVs, such as name, address, contact details, education and work history
notice-item-communications = The content of communications with you
notice-item-applications = The history of your applications and participation
notice-item-results = The results of selection
notice-item-health = Information on your health, with a consent of its own and only where a step needs it
notice-item-other = Other information by which you can be identified
notice-text-purposes = We use it only for the following purposes.
notice-text-third =
    We give your information to no third party without your consent, except:

    - where laws and regulations require it
    - where it is needed to protect life, body or property, and your consent is hard to obtain
    - where it is particularly needed for public health or the sound growth of children, and your consent is hard to obtain
    - where we must cooperate with a public body in work that laws and regulations prescribe, and your consent would impede it
    - where the business is succeeded to, by merger or otherwise
notice-text-outsourcing = We may entrust the handling of personal information to service providers as far as the purposes need it. We examine their eligibility, bind them by contract and supervise them.
notice-text-no-processor = At present we entrust nobody.
notice-text-processors = At present we entrust:
notice-item-processor = { $what }, handled in: { $countries }
notice-text-no-joint = We use no personal information jointly with others.
notice-text-joint = We use personal information jointly within our group as follows.
notice-item-shared = What is shared: { $what }
notice-item-users = Who uses it jointly: { $who }
notice-item-shared-for = For what: { $what }
notice-item-manager = Who manages it (name, address, representative): { $who }
notice-text-transfers = Your information may be handled in the following countries and regions: { $countries }. It goes from one of our offices to another only as far as the purposes need it, and only on a basis that the law of the sending office provides. Our offices are:
notice-text-retention = We keep your information no longer than the purposes need it, and erase it after that.
notice-item-kept = { $country }: { $days } days at most after the selection ends
notice-item-pool = { $country }: with your consent to be considered later, { $days } days at most after the selection ends
notice-item-health-kept = Information on health: { $days } days at most after the selection ends
notice-text-rights =
    Under the law that applies to the office that collected your information, you may ask us to:

    - disclose what we hold about you, the purposes of use and the records of provision
    - correct, add to or delete what is wrong
    - stop using it, erase it, or stop giving it to third parties
    - withdraw any consent, at any time

    We verify your identity and answer within the time that the law sets. Where the law allows a fee we tell you the amount beforehand. On your own page you can see who used your information, and what for.
notice-text-revision = We may revise this notice. Every version is published with the day from which it is in force and with what changed. A later version does not by itself widen what information already collected may be used for: where the law requires it, we inform you or ask for your consent on your own page.
notice-text-contact = For questions, complaints and requests about personal information, please write to { $company }: { $contact }
me-notices = Later versions of the privacy notice
me-notice = Version { $version } of the privacy notice
me-notice-open = Please read
me-notice-see = I have seen it
me-notice-informs = The privacy notice was revised: version { $version }, in force from { $date }
me-notice-adds-nothing = What your record may be used for follows from the version that was shown to you. This version adds nothing to that by itself.
me-notice-asks = May { $office } also use your record as version { $version } of the privacy notice says?
me-notice-from = The version is in force from { $date }.
me-notice-new-purposes = New purposes: { $purposes }.
me-notice-without = Without your consent your record stays under the version that was shown to you.
me-notice-seen = Seen on { $date }
me-notice-given = You agreed on { $date }
me-notice-refused = You did not agree on { $date }
me-notice-withdrawn = You withdrew your consent on { $date }
me-notice-replaced = A later version replaced it on { $date }: it can no longer be agreed to, and your record stays as it was
announce-heading = Tell the candidates of version { $version }
announce-open = Tell of version { $version } by mail
announce-reach = Candidates of { $office } who were shown an earlier version
hint-announce = Each gets one letter, in the language in which they read the notice, with a link that works once and leads to what changed. Every letter is decided when it goes out. Nobody gets two letters about one version.
announce-letters = Get a letter
announce-left-told = Left out: a letter was made before
announce-left-answered = Left out: have seen or answered it
announce-left-suspended = Left out: use is stopped
announce-left-erased = Left out: the record is erased
announce-left-address = Left out: no address
announce-send =
    { $count ->
        [one] Mail one letter
       *[other] Mail { $count } letters
    }
announce-making = The letters are being made, a few ahead of the post.
announce-nobody = There is nobody to mail a letter to now.
announce-not-yet = It asks the candidates, and can be answered from { $date } on: then it can be mailed.
announce-replaced = A later version replaced it on { $date }.
announce-no-mail = There is no mail server. The candidates see the version on their own page.
announce-progress = Letters
announce-begun = Begun { $who }
announce-waiting = Waiting
announce-sent = Sent
announce-stopped = Stopped by the rules, or answered meanwhile
announce-failed = Could not be sent
message-announcement-begun = The letters are being mailed. This page says how far they are.
