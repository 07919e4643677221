# What stands on the page of a person.

applications = Applications
applications-none = There is no application.
received = Received
documents = Documents
documents-none = There are no documents.
document-original = Download original
document-text = Extracted text
document-pages =
    { $count ->
        [one] Image of one page
       *[other] Images of { $count } pages
    }
document-page = Page { $number } of { $name }
notice-acknowledged = Notice acknowledged
stage-history = History of stages
results = Selection results
notes = Notes
notes-none = There are no notes.
note-send = Add the note
assigned = Hiring managers
assign = Assign
unassign = Take away
move = Move
upload = Add files
upload-send = Upload
sections = Sections of this page
name-withheld = Name withheld
withheld = Withheld
withheld-rule = Rule
withheld-citation = Citation
withheld-remedies = What would change this
uses = History of use
uses-hint = The latest views, changes and transfers, and what was refused.
uses-none = Nothing has been recorded yet.
use-at = When
use-who = Who
use-what = What
use-categories = Data
use-refused = refused
health-locked = To open this, state a purpose and a reason. Both are written down.
health-open = Open the health records
health-open-send = Record this and open
health-journalled = This view has been recorded.
health-none = There are no health records.
health-close = Close and go back to the candidate
health-messages = Messages kept as health data
health-files-hint = Each file that you download is recorded with the same purpose and reason.
journal-entry = Entry
proposals =
    { $count ->
        [one] One proposed change
       *[other] { $count } proposed changes
    }
proposals-hint = They came with a new application from a known address. The stored record is unchanged.
proposal-field = Field
proposal-old = Stored
proposal-new = Proposed
proposal-decide = Decide
proposal = Proposed change
proposal-lead = It came through the public form from an address on record. Choose for each part; nothing changes before you record the decision. What is left is deleted with the decision.
proposal-same = Nothing in the profile differs.
proposal-choice = Your choice
proposal-keep = Keep what is stored
proposal-take = Take what is proposed
proposal-application = Proposed application
proposal-add = Add to the record
proposal-leave = Leave
proposal-reason = Reason
hint-proposal-reason = It is sealed with the record.
history = History of the profile
history-lead = What each field said before, what replaced it, by whom and when.
history-none = Nothing was changed since the profile was added.
history-old = Before
history-new = After
history-open = History
history-decisions = Decisions about proposed changes
