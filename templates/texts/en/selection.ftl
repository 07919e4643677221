# What is chosen from lists, and acts on many records.

choose-person = Choose { $name }
choose-page = Choose everybody on this page
choose-bar = Selection
choose-count =
    { $count ->
        [0] Nobody is chosen.
        [one] One person is chosen.
       *[other] { $count } people are chosen.
    }
choose-stay = Keep the ticks
choose-next = Keep them, next page
choose-all = Choose the whole list
choose-open = Open the selection
selection-whole = A selection takes 10,000 people at most. This list can be written into a file as a whole; for tags and owners, please narrow it first.
file-of-list =
    { $count ->
        [one] The whole list is written. The newest person was looked at; everybody else is decided in the same way while the file is written, and it names whatever is withheld.
       *[other] The whole list is written. Its newest { $count } people were looked at; everybody else is decided in the same way while the file is written, and it names whatever is withheld.
    }
selection = Selection
selection-none = Nobody is chosen. Tick people in a list; they are kept here for as long as you work, at most eight hours.
selection-unseen =
    { $count ->
        [one] One more cannot be shown at present.
       *[other] { $count } more cannot be shown at present.
    }
selection-keep = Keep only the ticked
selection-clear = Clear the selection
selection-hint = Every act is tried first: you see who is left out and why before anything happens.
field-tags-remove = Tags to take away
act-try = See what would happen
file = File (CSV)
file-hint = A file leaves the protection of this system. That it is made is recorded with your name and the reason, for each person. What was written about results, and health data, are never in it.
field-export-reason = Reason
field-export-encoding = Written as
export-columns = Columns
export-reason-interviews = Preparing interviews
export-reason-selection_meeting = Selection meeting
export-reason-event_invitation = Inviting to an event
export-reason-data_check = Checking that records are right
export-encoding-utf-8 = UTF-8 (usual)
export-encoding-shift_jis = Shift_JIS (older programs in Japan)
file-withheld = Withheld
file-would =
    { $count ->
        [one] One person would be in the file.
       *[other] { $count } people would be in the file.
    }
file-download = Download the file
act = What would happen
act-done-heading = What happened
act-add-tags = New tags: { $tags }
act-remove-tags = Tags taken away: { $tags }
act-owner = Owner: { $name }
act-file =
    { $count ->
        [one] A file of one column. Reason: { $reason }
       *[other] A file of { $count } columns. Reason: { $reason }
    }
act-would =
    { $count ->
        [one] It would be done for one person. Nothing has been done yet.
       *[other] It would be done for { $count } people. Nothing has been done yet.
    }
act-none = There is nobody for whom it would be done.
act-do = Do it
act-go-on = Go on with the rest
act-done =
    { $count ->
        [0] It was done for nobody.
        [one] It was done for one person.
       *[other] It was done for { $count } people.
    }
act-partly = In the file, but not with everything
act-left-out = Left out
act-people =
    { $count ->
        [one] One person
       *[other] { $count } people
    }
act-more = and { $count } not named here
left-out-unchanged = It is that way already.
left-out-foreign = Another office collected the record, and only that office changes it.
left-out-missing = There is no such record any more.
left-out-full = The record would have more than 20 tags.
left-out-failed = The record was changed meanwhile, or it does not open. Please try again.
use-did-try = Looked at to see what would happen
use-did-export = Written into a file because of: { $reason }
keys-tick = Tick the row
selection-full = The ticks were not kept: a selection takes 10,000 people at most.
choose-failed = The last ticks could not be kept. Please try again by the button; you may have to sign in.
file-password-hint = Your own, once more: a file is given to nobody who only finds the screen open.
error-password = The password is not right.
left-out-no-owner = Whoever was named is no recruiter of this office any more.
act-rest =
    { $count ->
        [one] It is still to be done for one person.
       *[other] It is still to be done for { $count } people.
    }
act-transfer = Available to { $office }: { $categories }
act-transfer-for = Purpose: { $purpose }
act-transfer-for-until = Purpose: { $purpose }, until { $date }
act-would-wait =
    { $count ->
        [one] For one person it would wait for what the rules miss.
       *[other] For { $count } people it would wait for what the rules miss.
    }
act-with-waiting = Ask for those who would wait as well
act-with-waiting-hint = Their requests go on by themselves once what is missing is there and the privacy officer has approved them.
act-waits = Waits for what the rules miss
act-waiting = Asked for, and waits.
act-questioned = Asked for, and the candidate was asked for the consent.
act-asked-before = Asked for. The candidate was asked for the consent before: the question is open, or the answer was no.
act-ask-candidates =
    { $count ->
        [one] Ask the candidate for the consent
       *[other] Ask the { $count } candidates for their consent
    }
act-ask-candidates-hint = Each gets a question of their own, and each consent is asked for by itself. Nobody is asked again whose question is open or who said no.
left-out-not-held = There is no such record any more, or nothing of it is held.
left-out-asked-already = It was asked for already, or it is available there.
