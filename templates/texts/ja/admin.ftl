# Pages for the administrator.

office-key = 拠点鍵
office-key-here = このサーバーにあり
office-key-elsewhere = ほかのサーバー
office-fixed = コード、法域、法的形態は暗号化された記録に結び付いているため変更できません。
office-add = 拠点を追加
office-new = 新しい拠点
office-no-setup-key = このサーバーでは拠点を追加できません。新しい拠点の鍵には、導入時に作成したセットアップ鍵による署名が必要ですが、鍵フォルダーの setup.key が見つからないか、別の鍵です。セットアップ鍵のあるサーバーでサインインするか、ファイルをこのサーバーにコピーして再起動してください。
user-account = アカウント
user-add = ユーザーを追加
user-disable = 停止する
user-disabled = { $date }に停止
user-self = ご自身
vacancy-add = 求人を追加
vacancies-none = 求人はまだありません。
intakes-unfiled = 登録できていない応募
intakes-lead = どの応募も担当拠点の鍵で封印して保存されており、失われたものはありません。原因はログに同じ番号で記録されています。
intakes-none = 登録できていない応募はありません。
intake-why = 原因
intake-next = 次の試行
intake-set-aside = 保留中（手動で再試行できます）
intake-try-again = 今すぐ再試行
