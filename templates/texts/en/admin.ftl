# Pages for the administrator.

office-key = Office key
office-key-here = On this server
office-key-elsewhere = Elsewhere
office-fixed = Code, law and legal form are bound into every sealed record and cannot change.
user-account = Account
user-add = Add the user
user-disable = Close account
user-disabled = Closed on { $date }
user-self = You
vacancy-add = Add a vacancy
vacancies-none = There is no vacancy yet.
