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
count-reviews = 份記錄待決定
reviews-lead = 法例要求由專人決定這些記錄。在您決定前，任何人均不能使用，亦不會出現在任何名單。
reviews-none = 沒有待決定的記錄。
reviews-later = 較後的記錄
review-since = 擱置自
review-why = 擱置原因
review-decision = 您的決定
review-decide = 記錄決定
review-earlier = 先前的決定
review-clear = 解除：{ $country }的法律並不妨礙使用
count-unfiled = 份申請未能建檔
candidate-add = 新增應徵者
candidate-add-lead = 非由本人提供的資料須記錄來源。
candidate-edit = 編輯個人資料
candidates-none = 沒有符合條件的應徵者。
filter-all = 全部
pager = 分頁
search = 搜尋
search-words = 搜尋姓名、學校、僱主、文件及備註
search-people = 搜尋姓名及聯絡資料
search-people-hint = 並列的字詞須全部出現。可用 OR、以減號（-）排除、以“…”搜尋完整詞組，以及欄位，例如 姓名:田中、辦事處:香港。不分假名、漢字、羅馬字及全形半形。字尾加 * 可搜尋開頭相同的字。
search-hint = 並列的字詞須全部出現。可用 OR、以減號（-）排除、以“…”搜尋完整詞組，以及欄位，例如 學校:慶應、郵件:簽證、狀態:refused、語言:英文>=B2、辦事處:香港、來源:agent、聯絡:<30日、同意:有、保留期限:<90日。不分假名、漢字、羅馬字及全形半形。字尾加 * 可搜尋開頭相同的字。
search-more = 更多條件
search-phrase = 完整包含此詞組
search-without = 不含以下字詞
search-in-messages = 訊息
search-clear = 顯示全部
candidates-found =
    { $count ->
        [0] 沒有符合的應徵者。
       *[other] 共有 { $count } 位應徵者符合。
    }
candidates-found-more = 超過 { $count } 位應徵者符合。
excerpt-contact = 聯絡方式
excerpt-skill = 語言及資格
excerpt-cv = 文件
excerpt-result = 甄選結果
excerpt-note = 備註
excerpt-message = 訊息
error-search-quote = 引號沒有成對：{ $detail }
error-search-parenthesis = 括號沒有成對：{ $detail }
error-search-nothing = 此處缺少字詞：{ $detail }
error-search-field = 沒有「{ $detail }」這個欄位。可用的欄位有：姓名、聯絡、僱主、學校、技能、文件、動機、評語、備註、狀態、職位、辦事處、來源、語言、居住地、同意、保留期限。
error-search-value = 「{ $detail }」不是此欄位的值。
error-search-long = 搜尋條件過長。請勿超過 500 個字元及 40 個字詞。
