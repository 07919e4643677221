# Pages for staff.

sign-in = 登入
sign-in-heading = 員工登入
sign-in-refused = 電郵地址或密碼不正確。
sign-in-journal = 所有查閱及更改均會記錄。
today-fresh = 今日的新申請
today-all = 所有應徵者
today-none = 今日尚未有新申請。
count-new-today = 今日新申請
count-new-week = 過去七日
count-in-selection = 甄選中
count-candidates = 應徵者
count-proposals = 待處理建議
count-vacancies = 招聘中職位
count-users = 使用者
count-offices = 辦事處
count-unfiled = 份申請未能建檔
candidate-add = 新增應徵者
candidate-add-lead = 非由本人提供的資料須記錄來源。
candidate-edit = 編輯個人資料
candidates-count = { $count } 名應徵者
candidates-none = 沒有符合條件的應徵者。
filter-all = 全部
filter-apply = 篩選
pager = 分頁
pager-newer = 較新
pager-older = 較舊
