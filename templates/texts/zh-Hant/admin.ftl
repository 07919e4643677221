# Pages for the administrator.

office-key = 辦事處密鑰
office-key-here = 在此伺服器
office-key-elsewhere = 在其他伺服器
office-fixed = 代號、法律及法律形式與所有加密記錄綁定，不能更改。
office-add = 新增辦事處
office-new = 新辦事處
office-no-setup-key = 此伺服器不能新增辦事處。新辦事處的密鑰須由本系統的設定密鑰簽署，但此處密鑰資料夾內的 setup.key 不存在，或並非該密鑰。請在持有該密鑰的伺服器登入，或將檔案複製到此處後重新啟動。
user-account = 帳戶
user-add = 新增使用者
user-disable = 停用帳戶
user-disabled = 已於 { $date }停用
user-self = 你本人
vacancy-add = 新增職位
vacancies-none = 尚未有職位。
intakes-unfiled = 未能建檔的申請
intakes-lead = 每份申請都已以所屬辦事處的金鑰封存，沒有遺失。日誌以相同編號記錄了原因。
intakes-none = 沒有未能建檔的申請。
intake-why = 原因
intake-next = 下次嘗試
intake-set-aside = 已擱置，待您要求時再試
intake-try-again = 立即再試
