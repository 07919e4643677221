# Decisions on record, and a changed rule table tried on them.

nav-journal = Journal
decisions = Decisions on record
decisions-lead = What this office was allowed or refused, newest first. Each decision can be reasoned again on the facts that it was taken on; whom it was about is not shown.
decisions-none = Nothing was decided here lately.
decisions-earlier = Earlier decisions
decision-entry = Entry
decision-number = No. { $seq }
decision-title = Decision no. { $seq }
decision-lead = The decision as the journal has it, and the same question put to today’s rules on the same facts.
decision-record = On record
decision-at = When
decision-by = By
decision-asked = What was asked
decision-outcome = Decided
decision-done = Done
decision-today = By today’s rules
decision-alike = Today’s rules decide alike, by the same rules.
decision-otherwise = Today’s rules decide otherwise, or by other rules.
decision-answer = Answer
decision-table-then = Rule tables then
decision-table-now = Rule tables now
decision-table-same = the same
decision-access = Access
decision-own-file = It is their own file.
decision-assigned = They are assigned to an application.
decision-reason = They stated a reason.
decision-key = Key
decision-facts = Facts that it was taken on
decision-none = This entry is no decision: it records that something was done.
decision-batch = This entry stands for the decisions of a batch of a job, which are not kept one by one: the rules are asked anew each time.
decision-not-kept = This is a decision, but what it was taken on was not kept: it was written before facts were kept, or there was nothing to decide about.
decision-damaged = The facts that this decision was taken on were changed or taken away. Have the journal verified and compare with a backup.
question-office = Use at the office that acts
question-transfer = Transfer from the office that collected
question-processor = Entrusting the processor
question-sub_processor = A sub-processor that it engages
lack-not_ours = Another office collected this; only that office writes there.
lack-not_given = The office was given no key to this category.
lack-key_missing = The key was missing from the keyring.
lack-not_live = The key was being made, or had been destroyed for good.
verb-list = List
verb-read = Open
verb-ask = Ask for consent or a transfer
verb-create = Add
verb-change = Change
verb-disclose = Give to a third party
verb-export = Write into a file
verb-transfer = Transfer to another office
verb-entrust = Entrust to a processor
verb-hand_over = Hand over to a processor
verb-decide = Decide a review
verb-answer = Answer a request
verb-erase = Erase
verb-suspend = Suspend use
rule-trial = Try a changed rule table
rule-trial-lead = A changed table decides again what was decided here, on the same facts, before it takes effect. Nothing is changed, and nobody is named.
rule-trial-form = The changed table
rule-trial-file = File
hint-rule-trial-file = A TOML file, such as a changed copy of transfer-rules.toml. It goes before what is pasted below.
rule-trial-table = Or the table as text
rule-trial-days = Days back
rule-trial-send = Decide again
rule-trial-tables = In force: { $now }; changed: { $changed }.
rule-trial-not-kept =
    { $count ->
        [one] One decision could not be taken again: what it was taken on was not kept.
       *[other] { $count } decisions could not be taken again: what they were taken on was not kept.
    }
rule-trial-damaged =
    { $count ->
        [one] One decision could not be taken again: its facts were changed. Have the journal verified.
       *[other] { $count } decisions could not be taken again: their facts were changed. Have the journal verified.
    }
rule-trial-drifted =
    { $count ->
        [one] One decision was taken by another table than the one in force.
       *[other] { $count } decisions were taken by another table than the one in force.
    }
rule-trial-cut = Only the latest 200,000 entries were looked at. The command “saiyo rules try” goes through all of them.
rule-trial-untold = Rules without words in every language yet:
rule-trial-count = Times
rule-trial-offices = Offices
rule-trial-was = By the table in force
rule-trial-is = By the changed table
error-rule-table = The table cannot be used: { $detail }
error-rule-table-line = The table cannot be used. Look at line { $detail }.
error-rule-trial-file = { $detail } is no text of a rule table. Choose a TOML file in UTF-8 of at most 400,000 characters.
error-rule-trial-empty = Choose a file, or paste the table here.
error-rule-trial-days = A whole number of days from 1 to { $detail }.
rule-trial-changed =
    { $count ->
        [one] One decision would come out otherwise
       *[other] { $count } decisions would come out otherwise
    }
rule-trial-decisions =
    { $count ->
        [one] One decision was taken again.
       *[other] { $count } decisions were taken again.
    }
question-third_party = Provision to a third party
question-approved_third_party = Provision to a third party, approved by a second person
lack-provision_ended = The person had demanded that provision end.
lack-second_person = Nobody but whoever asked had approved it.
verb-record = Keep a record of a provision
what-if-would = Only if this is so: { $rule }

actor-staff = Staff and people of processors
actor-candidate = Candidates
actor-job = Jobs of the system
actor-operator = The server’s command line
actor-public = Public forms
purposes = By purpose
purposes-every = Every purpose
purposes-every-verb = Everything
purposes-every-actor = Everybody
purposes-actor = By whom
purposes-from = From
purposes-until = Until
hint-purposes-office = Of another office only what it did with records that this office collected
hint-purposes-period = The last seven days if no period is chosen; 92 days at most
purposes-show = Show
purposes-period = { $from } to { $until }
purposes-none = Nothing was done in this period.
purposes-acts = Acts
purposes-refused = Refused or left to a person
purposes-people = People
purposes-listed = Lines of lists
purposes-latest = Latest
purposes-without = Without a purpose, such as signing in
purposes-too-many = The journal has more entries in this period than are counted at once. Choose a shorter one; the entries themselves are below.
error-purposes-period = Choose a period that does not end before it begins and has 92 days at most.
