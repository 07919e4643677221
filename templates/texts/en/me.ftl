# Pages for candidates.

me-heading = Your record
me-door = Press the button to see what we hold about you.
me-open = Open my record
me-once = This link works once.
me-expired = This link was used already or is too old.
me-lead = This is what { $office } holds about you.
me-message-from-you = From you
me-message-kept = A message that is not shown here
me-message-health = This message is kept as health data. What it says is not shown here.
me-message-elsewhere = It came from an address, or went to one, that is not the one on record, so what it says is not shown here. Please ask us if you need it.
consents = Consents
consents-none = No consent is on record.
consent-scope = What it covers
consent-from = From
consent-until = Until
consent-withdrawn = Withdrawn on { $date }
