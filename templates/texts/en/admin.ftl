# Pages for the administrator.

office-key = Office key
office-key-here = On this server
office-key-elsewhere = Elsewhere
office-fixed = Code, law and legal form are bound into every sealed record and cannot change.
office-add = Add an office
office-new = New office
office-no-setup-key = Offices cannot be added on this server. A new office’s key must be signed by this installation’s set-up key, and the file setup.key in the key folder here is missing or is not that key. Sign in on the server that holds it, or copy the file here and restart.
user-account = Account
user-add = Add the user
user-disable = Close account
user-disabled = Closed on { $date }
user-self = You
vacancy-add = Add a vacancy
vacancies-none = There is no vacancy yet.
intakes-unfiled = Applications that could not be filed
intakes-lead = Each of them is stored, sealed for its office; nothing of it is lost. The log says under the same id what went wrong.
intakes-none = Every application is filed or on its way.
intake-why = What went wrong
intake-next = Tried again
intake-set-aside = Set aside until you ask for it
intake-try-again = Try again now
