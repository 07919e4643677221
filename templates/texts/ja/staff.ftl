# Pages for staff.

sign-in = サインイン
sign-in-heading = 社員用サインイン
sign-in-refused = メールアドレスまたはパスワードが正しくありません。
sign-in-journal = 閲覧と変更はすべて記録されます。
today-fresh = 今日の新しい応募
today-all = 候補者一覧へ
today-none = 今日の新しい応募はまだありません。
count-new-today = 今日の応募
count-new-week = 7日間の応募
count-in-selection = 選考中
count-candidates = 候補者
count-proposals = 変更の提案
count-vacancies = 募集中の求人
count-users = ユーザー
count-offices = 拠点
count-unfiled = 登録できていない応募
candidate-add = 候補者を追加
candidate-add-lead = 本人以外から得た情報は、入手経路を記録します。
candidate-edit = プロフィールを編集
candidates-count = { $count }名
candidates-none = 条件に合う候補者はいません。
filter-all = すべて
filter-apply = 絞り込む
pager = ページ送り
pager-newer = 新しい候補者
pager-older = 以前の候補者
