# 個人情報の取扱いに関する通知の版。起草、作成、比較、公表、回答。

announcement-publish = 公表のみ
announcement-inform = 候補者に知らせる
announcement-ask = 候補者に改めて同意を求める
notice-change-purpose_added = 利用目的の追加
notice-change-purpose_removed = 利用目的の削除
notice-change-category_added = 取得する項目の追加
notice-change-category_removed = 取得する項目の削除
notice-change-country_added = 国・地域の追加
notice-change-country_removed = 国・地域の削除
notice-change-joint_began = 共同利用の開始
notice-change-joint_item_added = 共同利用する項目の追加
notice-change-joint_user_added = 共同利用する拠点の追加
notice-change-joint_purpose_added = 共同利用の目的の追加
notice-change-joint_manager_changed = 共同利用の管理責任者の変更
notice-change-joint_narrowed = 共同利用の縮小
notice-change-text_changed = 文言のみの変更
change-how = 変更
change-before = 変更前
change-now = 変更後
change-added = 追加
change-removed = 削除
change-changed = 修正
notice-changes = 第{ $version }版からの変更点
notice-unchanged = 文言に変わりはありません。
notices-staff-lead = 候補者の記録は、その方に示した版に従って取り扱います。後の版が、それだけで利用の範囲を広げることはありません。
notice-drafts = 起草中の版
notice-drafts-none = 起草中の版はありません。
notice-untitled = 表題なし
notice-changed = 最終更新：{ $who }
notice-begin = 記録から起草する
hint-notice-begin = 最新版の表題、利用目的、項目、国・地域を引き継ぎます。その他は、委託契約、共同利用、拠点、規則、設定から作成します。
notice-versions = 公表した版
notice-withdrawn = 取下げ
notice-count = 各版に従う記録の件数を表示
notice-judged = この版に従う記録：{ $count }件
notice-seen-by = 確認した方：{ $count }名
notice-answered-by = 同意：{ $given }名、不同意：{ $refused }名
notice-published = 公表：{ $who }
notice-proposed-was = 規則による提案は「{ $what }」でした。異なる決定の理由：
notice-withdraw = 第{ $version }版を取り下げる
notice-draft = 第{ $version }版の草案
notice-draft-lead = 表題、前文、補足を各言語で書いてください。その他の部分は記録に従い、記録とともに変わります。
notice-preview = 公表後の表示を見る
notice-compare = 比較して決定する
notice-second-look = 公表前の最終確認
notice-written = 記入・選択する内容
notice-part-title = 表題
notice-part-introduction = 前文
notice-part-additions = 補足
notice-part-categories = 取得する項目
notice-part-day = 国・地域と適用日
notice-composed = 自動で作成される内容
hint-notice-composed = 保存した草案から作成した文章を、このページの言語で示します。各部分に出典を示します。
notice-discard = この草案を破棄する
notice-draft-title = 表題（{ $language }）
notice-draft-introduction = 前文（{ $language }）
notice-draft-additions = 補足（{ $language }）
notice-effective-on = 適用開始日
hint-notice-effective = 本日以降で、最新版の適用開始日より前でない日
notice-preview-lead = 公表後に表示される内容です。まだ公表されていません。
notice-comparison = 変更点と必要な対応
notice-back-to-draft = 草案に戻る
notice-comparison-lead = 草案と第{ $version }版を条項ごとに比較します。
notice-requires = この変更に必要な対応
notice-proposed = 提案：{ $what }
notice-what-changed = 変更
notice-law = 法令
notice-required = 必要な対応
notice-why = 理由
notice-decide = 決定する
notice-first = 最初の版です。比較する版も、知らせる相手もありません。
notice-decision = 以前の版を示した方への対応
notice-reason = 理由
hint-notice-reason = 提案と異なる決定をするときは必ず書いてください。版とともに保存します。
notice-final = 公表した版は変更できません。適用開始日の前であれば取り下げられます。その後は、新しい版に置き換わるのみです。
notice-lacks = 不足している項目が{ $count }件あります
notice-at-once = （本日。公表と同時に適用されます）
notice-publish = 第{ $version }版を公表する
error-notice-missing = この言語の文章がありません。通知は三つの言語すべてで公表します。
error-notice-reason = 提案と異なる決定の理由を書いてください。
error-notice-order = 過ぎておらず、最新版の適用開始日より前でない日を選んでください。
error-notice-undecided = 以前の版を示した方への対応を決定してください。
message-notice-published = 公表しました。
message-notice-withdrawn = 取り下げました。
message-draft-discarded = 草案を破棄しました。
use-did-answer-notice = 新しい版の通知に回答
notice-from-draft = この草案に記入した内容
notice-from-ticks = この草案で選択した内容
notice-from-policy = 採用プライバシーポリシーの規則
notice-from-contracts = 有効な委託契約
notice-from-joint = 公表している共同利用の通知
notice-from-offices = 拠点と拠点間の取決め
notice-from-settings = 設定
notice-head-about = この通知について
notice-head-collect = 取得する個人情報
notice-head-purposes = 利用目的
notice-head-third = 第三者への提供
notice-head-outsourcing = 取扱いの委託
notice-head-joint = 共同利用
notice-head-transfers = 国・地域間の移転
notice-head-retention = 保存期間
notice-head-rights = 開示、訂正等の請求
notice-head-additions = 補足
notice-head-revision = 改定
notice-head-contact = お問い合わせ窓口
notice-text-prevails = この通知は日本語を正文とします。英語版および繁体字中国語版は翻訳であり、相違があるときは日本語版が優先します。
notice-text-collect = { $company }とその支店および子会社（以下「当社」といいます。）は、採用のために、ご本人、求人サービスおよび人材紹介会社等から、次の個人情報を取得します。
notice-item-profile = 氏名、住所、連絡先、学歴、職歴など、履歴書・職務経歴書に記載された情報
notice-item-communications = ご本人とのやり取りの内容
notice-item-applications = 応募および参加の履歴
notice-item-results = 選考の結果
notice-item-health = 健康に関する情報（個別の同意を得て、手続に必要な場合に限ります）
notice-item-other = その他、ご本人を識別できる情報
notice-text-purposes = 取得した個人情報は、次の目的に限って利用します。
notice-text-third =
    次の場合を除き、ご本人の同意なく個人情報を第三者に提供しません。

    - 法令に基づく場合
    - 人の生命、身体または財産の保護のために必要で、ご本人の同意を得ることが困難な場合
    - 公衆衛生の向上または児童の健全な育成の推進のために特に必要で、ご本人の同意を得ることが困難な場合
    - 国の機関等が法令の定める事務を遂行することに協力する必要があり、同意を得ることがその遂行に支障を及ぼすおそれがある場合
    - 合併その他の事由による事業の承継に伴う場合
notice-text-outsourcing = 利用目的の達成に必要な範囲で、個人情報の取扱いを委託することがあります。委託先の適格性を審査し、契約で適切な管理を定め、監督します。
notice-text-no-processor = 現在、委託している事業者はありません。
notice-text-processors = 現在、次の取扱いを委託しています。
notice-item-processor = { $what }（取扱国・地域：{ $countries }）
notice-text-no-joint = 個人情報の共同利用は行いません。
notice-text-joint = グループ内で、次のとおり個人情報を共同利用します。
notice-item-shared = 共同利用する項目：{ $what }
notice-item-users = 共同して利用する者の範囲：{ $who }
notice-item-shared-for = 利用目的：{ $what }
notice-item-manager = 管理について責任を有する者（名称、住所、代表者）：{ $who }
notice-text-transfers = 個人情報は次の国・地域で取り扱うことがあります：{ $countries }。拠点間の移転は、利用目的に必要な範囲で、移転元の拠点に適用される法令が定める根拠がある場合に限ります。当社の拠点は次のとおりです。
notice-text-retention = 個人情報は利用目的に必要な期間に限って保管し、その後は消去します。
notice-item-kept = { $country }：選考の終了後、最長{ $days }日
notice-item-pool = { $country }：今後の採用の検討に同意いただいた場合、選考の終了後、最長{ $days }日
notice-item-health-kept = 健康に関する情報：選考の終了後、最長{ $days }日
notice-text-rights =
    ご本人は、個人情報を取得した拠点に適用される法令に従い、次のことを請求できます。

    - 保有する個人情報、利用目的および第三者提供記録の開示等
    - 誤りの訂正、追加または削除
    - 利用の停止、消去または第三者への提供の停止
    - 同意の撤回（いつでもできます）

    ご本人であることを確認し、法令の定める期間内に回答します。法令により手数料をいただく場合は、あらかじめ金額をお知らせします。ご自身のページで、誰が何のために情報を利用したかを確認できます。
notice-text-revision = この通知は改定することがあります。各版は、適用開始日と変更点を付して公表します。後の版が、それだけで取得済みの情報の利用範囲を広げることはありません。法令上必要な場合は、ご自身のページでお知らせし、または同意を求めます。
notice-text-contact = 個人情報に関するご質問、苦情およびご請求は、{ $company }までお寄せください：{ $contact }
me-notices = 新しい版のプライバシー通知
me-notice = プライバシー通知 第{ $version }版
me-notice-open = ご確認ください
me-notice-see = 確認しました
me-notice-informs = プライバシー通知を改定しました。第{ $version }版は{ $date }から適用します
me-notice-adds-nothing = あなたの記録の利用範囲は、あなたに示した版によって決まります。この版が、それだけで範囲を広げることはありません。
me-notice-asks = プライバシー通知の第{ $version }版のとおり、{ $office }があなたの記録を利用することに同意しますか。
me-notice-from = この版は{ $date }から適用します。
me-notice-new-purposes = 新しい利用目的：{ $purposes }
me-notice-without = 同意がない限り、あなたの記録は、あなたに示した版に従って取り扱います。
me-notice-seen = { $date }に確認済み
me-notice-given = { $date }に同意
me-notice-refused = { $date }に「同意しない」と回答
me-notice-withdrawn = { $date }に同意を撤回
me-notice-replaced = { $date }に後の版に置き換わりました。この版への同意の受付は終了し、あなたの記録の取扱いは変わりません
