# Transfers to other offices: asking, deciding, the ledger and the picture.

nav-transfers = Transfers
transfers = Transfers
transfers-lead = What was made available to other offices, what waits, and what the rules say about it now.
transfers-none = Nothing was made available to another office.
transfers-waiting = Waiting
transfers-none-waiting = Nothing waits.
transfers-none-flow = Nothing flows to another office now.
transfers-flows = What flows where
transfers-picture = Transfers in force from { $office } to other offices; the table below has the numbers.
transfers-made = Ledger
transfers-later = Later requests
transfers-earlier = Earlier transfers
transfer-to = To
transfer-purpose = Purpose
transfer-category = Category
transfer-until = Until
transfer-since = Since
transfer-basis = Basis
transfer-count = Transfers
transfer-answer = What the rules say
transfer-lasts = until { $date }
transfer-ended = Ended { $at }
transfer-end = End
transfer-approve = Approve
transfer-decline = Decline
transfer-waits = Waits for the privacy officer
transfer-approved = Approved: goes on once the rules allow it
transfer-declined = Declined
transfer-unlisted = Not listed any more
transfer-of = What was collected by
hint-transfer-of = An office passes on what another one collected only where their agreement allows it, and no longer than it has it itself.
transfer-passed-on = Passed on by { $office }
transfer-ask = Ask for a transfer
transfer-ask-send = Ask the privacy officer
transfer-ask-person = Ask the candidate
hint-transfer-ask = The privacy officer decides. What the rules still miss is shown here, and the transfer goes on by itself once it is there.
hint-transfer-until = Leave empty if it ends only with its basis
error-transfer-asked = This was asked for already, or nothing of it is held.
message-transfer-asked = The privacy officer can see the request now.
message-transfer-ended = The transfer has ended.
use-did-ask-transfer = Asked for a transfer to { $office }
use-did-end-transfer = Ended the transfer to { $office }
use-did-approve-transfer = Approved a transfer
use-did-decline-transfer = Declined a transfer
job-carry_transfers = Carrying out transfers
job-send_letters = Mailing letters
job-file_mail = Filing mail
job-send_messages = Sending messages
me-act-ask-transfer = Asked to make it available elsewhere
me-act-end-transfer = Ended the use elsewhere
transfer-ways = Any one of these would do:
me-act-transfer-to = Made available to { $office }
transfer-lapsed = Lapsed: its last day has passed
transfer-groups = Asked for together
hint-transfer-groups = What somebody asked for about many people at once. Each person stays a request of their own.
transfer-group = Transfers to { $office }, asked for together
transfer-group-by = Asked for by
transfer-group-open = Open
transfer-group-categories = By category
transfer-group-missing = By what is missing
transfer-group-waiting = Waiting
transfer-group-approved = Of these approved
transfer-group-looked = Counted over the first { $count } requests.
transfer-group-approve =
    { $count ->
        [one] Approve one request
       *[other] Approve all { $count } requests
    }
transfer-group-decline =
    { $count ->
        [one] Decline one request
       *[other] Decline all { $count } requests
    }
hint-transfer-group-approve = Each is approved by itself: what the rules allow is made within moments, the rest waits for what is missing.
transfer-group-rows = Requests
transfer-group-next = Further requests
