# What the handlers of the public pages and of the candidate's own say.

apply-later = Applications open soon
apply-later-text = We take applications as soon as our privacy notice for recruitment is published.
error-cleaned = This contained hidden characters, which we have taken out. Please check it and send it again.
field-contact = Contact for personal information
hint-contact = Published on the contact page. You can use a shared mailbox.
me-door-none = You come in through a link that the office you applied to sends you.
me-door-ask = If you have none, or it no longer works, write to the office and ask for a new one.
me-damaged = This part cannot be opened at the moment. That has been recorded.
me-document-damaged = Name cannot be shown
me-proposals = A later application
me-proposals-hint = It came from your address while there was a record. A person looks at it before the record changes.
me-you = You
me-system = The system
me-act-list = Shown in a list
me-act-read = Viewed
me-act-create = Added
me-act-change = Changed
me-act-sign-in = Signed in
me-act-transfer = Made available elsewhere
me-act-disclose = Provided to a third party
me-act-decide = Decided on
me-act-try = Looked at to see what would happen
me-act-answer = Answered a request
me-act-erase = Erased
me-act-suspend = Use suspended or resumed
me-act-other = Processed
