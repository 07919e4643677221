# 個人資料處理通知的版本：撰寫、編製、比較、公布、回覆。

announcement-publish = 只公布
announcement-inform = 告知求職者
announcement-ask = 再次徵求求職者同意
notice-change-purpose_added = 新增使用目的
notice-change-purpose_removed = 刪去使用目的
notice-change-category_added = 新增收集項目
notice-change-category_removed = 刪去收集項目
notice-change-country_added = 新增國家或地區
notice-change-country_removed = 刪去國家或地區
notice-change-joint_began = 開始共同使用
notice-change-joint_item_added = 新增共同使用的項目
notice-change-joint_user_added = 新增共同使用的辦事處
notice-change-joint_purpose_added = 新增共同使用的目的
notice-change-joint_manager_changed = 共同使用的管理負責人有變
notice-change-joint_narrowed = 共同使用範圍縮小
notice-change-text_changed = 只修改文字
change-how = 變更
change-before = 之前
change-now = 現時
change-added = 新增
change-removed = 刪去
change-changed = 修改
notice-changes = 自第 { $version } 版以來的變更
notice-unchanged = 文字沒有變更。
notices-staff-lead = 每位求職者的紀錄均按向其出示的版本處理。較後的版本本身不會擴大其紀錄的用途。
notice-drafts = 草稿
notice-drafts-none = 沒有撰寫中的版本。
notice-untitled = 未有標題
notice-changed = 最後更改：{ $who }
notice-begin = 從紀錄開始草擬
hint-notice-begin = 沿用最新版本的標題、使用目的、項目及國家；其餘由合約、共同使用、辦事處、規則及設定編製。
notice-versions = 已公布的版本
notice-withdrawn = 已撤回
notice-count = 計算按各版本處理的紀錄數目
notice-judged = { $count } 份紀錄按此版本處理
notice-seen-by = { $count } 人已閱
notice-answered-by = 同意：{ $given }，不同意：{ $refused }
notice-published = 公布：{ $who }
notice-proposed-was = 規則建議：{ $what }。作出不同決定的理由：
notice-withdraw = 撤回第 { $version } 版
notice-draft = 第 { $version } 版草稿
notice-draft-lead = 請以各種語言撰寫標題、引言及補充內容。其餘部分依據紀錄，並隨紀錄改變。
notice-preview = 預覽公布後的樣子
notice-compare = 比較及決定
notice-second-look = 公布前再次查看
notice-written = 撰寫及勾選的內容
notice-part-title = 標題
notice-part-introduction = 引言
notice-part-additions = 補充
notice-part-categories = 收集的項目
notice-part-day = 國家及日期
notice-composed = 編製的內容
hint-notice-composed = 這是已儲存草稿所編製的文字，以本頁語言顯示。各部分均註明來源。
notice-discard = 捨棄此草稿
notice-draft-title = 標題（{ $language }）
notice-draft-introduction = 引言（{ $language }）
notice-draft-additions = 補充（{ $language }）
notice-effective-on = 生效日期
hint-notice-effective = 今天或以後，且不早於最新版本的生效日期
notice-preview-lead = 這是公眾將會看到的內容，尚未公布。
notice-comparison = 變更內容及所需措施
notice-back-to-draft = 返回草稿
notice-comparison-lead = 逐條比較草稿與第 { $version } 版。
notice-requires = 此變更所需的措施
notice-proposed = 建議：{ $what }。
notice-what-changed = 變更
notice-law = 法律
notice-required = 所需措施
notice-why = 原因
notice-decide = 決定
notice-first = 這是第一個版本，沒有可比較的版本，亦無須告知任何人。
notice-decision = 對曾獲出示較早版本的人士採取的措施
notice-reason = 理由
hint-notice-reason = 如決定與建議不同，必須填寫。理由會與版本一併保存。
notice-final = 已公布的版本不會更改。生效日期前可以撤回；其後只能由較後的版本取代。
notice-lacks = 尚欠 { $count } 項
notice-at-once = （今天：公布後立即生效）
notice-publish = 公布第 { $version } 版
error-notice-missing = 欠缺此語言的文字。通知須以三種語言公布。
error-notice-reason = 請說明為何作出與建議不同的決定。
error-notice-order = 請選擇未過去、且不早於最新版本生效日期的日子。
error-notice-undecided = 請決定對曾獲出示較早版本的人士採取的措施。
message-notice-published = 版本已公布。
message-notice-withdrawn = 版本已撤回。
message-draft-discarded = 草稿已捨棄。
use-did-answer-notice = 回覆較後版本的通知
notice-from-draft = 在此草稿撰寫
notice-from-ticks = 依據此草稿所勾選的內容
notice-from-policy = 依據招聘私隱政策的規則
notice-from-contracts = 依據生效中的外判合約
notice-from-joint = 依據已公布的共同使用通知
notice-from-offices = 依據辦事處及其間的安排
notice-from-settings = 依據設定
notice-head-about = 關於本通知
notice-head-collect = 收集的個人資料
notice-head-purposes = 使用目的
notice-head-third = 向第三者提供資料
notice-head-outsourcing = 外判處理
notice-head-joint = 共同使用
notice-head-transfers = 國家及地區之間的移轉
notice-head-retention = 保存期限
notice-head-rights = 你的權利
notice-head-additions = 補充資料
notice-head-revision = 通知的修訂
notice-head-contact = 查詢及投訴
notice-text-prevails = 本通知以日文撰寫。英文本及繁體中文本為譯本，如有歧異，以日文本為準。
notice-text-collect = { $company }及其分公司和附屬公司（下稱「本公司」）為招聘而從你本人、招聘服務及職業介紹所收集以下個人資料。
notice-item-profile = 履歷所載的資料，例如姓名、地址、聯絡方法、學歷及工作經歷
notice-item-communications = 與你通訊的內容
notice-item-applications = 申請及參與的紀錄
notice-item-results = 甄選結果
notice-item-health = 健康資料（須另行取得同意，並只限程序所需）
notice-item-other = 其他可辨識你的資料
notice-text-purposes = 本公司只會為以下目的使用所收集的個人資料。
notice-text-third =
    除以下情況外，本公司不會未經你同意而向第三者提供你的資料。

    - 依據法律及規例
    - 為保護生命、身體或財產所需，而難以取得你的同意
    - 為增進公共衞生或兒童健全成長所特別需要，而難以取得你的同意
    - 須協助公共機構執行法律及規例訂明的職務，而徵求你的同意會妨礙其執行
    - 因合併或其他原因而承繼業務
notice-text-outsourcing = 在使用目的所需的範圍內，本公司可將個人資料的處理外判予服務供應商。本公司會審查其是否合適，以合約約束並加以監督。
notice-text-no-processor = 現時沒有外判。
notice-text-processors = 現時外判的處理如下：
notice-item-processor = { $what }，處理地點：{ $countries }
notice-text-no-joint = 本公司不會與其他人共同使用個人資料。
notice-text-joint = 本公司在集團內共同使用個人資料如下。
notice-item-shared = 共同使用的項目：{ $what }
notice-item-users = 共同使用者的範圍：{ $who }
notice-item-shared-for = 使用目的：{ $what }
notice-item-manager = 管理負責人（名稱、地址、代表人）：{ $who }
notice-text-transfers = 你的資料可能在以下國家及地區處理：{ $countries }。資料只會在使用目的所需的範圍內，並按移轉方辦事處適用法律所訂的依據，在辦事處之間移轉。本公司的辦事處如下：
notice-text-retention = 本公司保存你的資料不會超過使用目的所需的時間，其後予以刪除。
notice-item-kept = { $country }：甄選結束後最長 { $days } 天
notice-item-pool = { $country }：如你同意日後獲考慮聘用，甄選結束後最長 { $days } 天
notice-item-health-kept = 健康資料：甄選結束後最長 { $days } 天
notice-text-rights =
    按照收集資料的辦事處所適用的法律，你可以要求本公司：

    - 披露所持有關於你的資料、使用目的及提供紀錄
    - 更正、補充或刪除不正確的資料
    - 停止使用、刪除，或停止向第三者提供
    - 隨時撤回任何同意

    本公司會核實你的身分，並在法律訂明的時間內回覆。如法律容許收費，會事先告知金額。你可在自己的頁面查看誰人為何使用你的資料。
notice-text-revision = 本公司可修訂本通知。每個版本均連同生效日期及變更內容公布。較後的版本本身不會擴大已收集資料的用途；如法律有所要求，本公司會在你自己的頁面告知你或徵求你的同意。
notice-text-contact = 如對個人資料有任何查詢、投訴或要求，請聯絡{ $company }：{ $contact }
me-notices = 較後版本的私隱通知
me-notice = 私隱通知第 { $version } 版
me-notice-open = 請閱讀
me-notice-see = 我已閱讀
me-notice-informs = 私隱通知已修訂：第 { $version } 版，自{ $date }起生效
me-notice-adds-nothing = 你的紀錄可作何用途，取決於曾向你出示的版本。此版本本身不會增加任何用途。
me-notice-asks = { $office }可否同時按私隱通知第 { $version } 版使用你的紀錄？
me-notice-from = 此版本自{ $date }起生效。
me-notice-new-purposes = 新的使用目的：{ $purposes }。
me-notice-without = 未經你同意，你的紀錄仍按曾向你出示的版本處理。
me-notice-seen = 於{ $date }已閱
me-notice-given = 你於{ $date }同意
me-notice-refused = 你於{ $date }不同意
me-notice-withdrawn = 你於{ $date }撤回同意
me-notice-replaced = 此版本已於{ $date }由較後的版本取代，不再徵求同意；你的紀錄仍按原有方式處理
