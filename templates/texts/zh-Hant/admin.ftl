# Pages for the administrator.

office-key = 辦事處密鑰
office-key-here = 在此伺服器
office-key-elsewhere = 在其他伺服器
office-fixed = 代號、法律及法律形式與所有加密記錄綁定，不能更改。
user-account = 帳戶
user-add = 新增使用者
user-disable = 停用帳戶
user-disabled = 已於 { $date }停用
user-self = 你本人
vacancy-add = 新增職位
vacancies-none = 尚未有職位。
