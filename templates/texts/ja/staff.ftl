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
count-reviews = 判断待ちの記録
reviews-lead = 法令上、担当者の判断が必要な記録です。判断するまでは誰も利用できず、どの一覧にも表示されません。
reviews-none = 判断待ちの記録はありません。
reviews-later = 次の記録
review-since = 保留開始
review-why = 保留の理由
review-decision = 判断
review-decide = 判断を記録する
review-earlier = これまでの判断
review-clear = 解除：{ $country }の法令は利用を妨げない
count-unfiled = 登録できていない応募
candidate-add = 候補者を追加
candidate-add-lead = 本人以外から得た情報は、入手経路を記録します。
candidate-edit = プロフィールを編集
candidates-none = 条件に合う候補者はいません。
filter-all = すべて
pager = ページ送り
search = 検索
search-words = 氏名・学校・勤務先・書類・メモを検索
search-people = 氏名・連絡先を検索
search-people-hint = 並べた語はすべて含むものを探します。OR、除外のマイナス（-）、完全一致の“…”、氏名:田中・拠点:香港 などの項目指定が使えます。かな・漢字・ローマ字・全角半角の違いは区別しません。語の末尾に * を付けると前方一致です。
search-hint = 並べた語はすべて含むものを探します。OR、除外のマイナス（-）、完全一致の“…”、学校:慶應・メール:見学・選考:不採用・言語:英語>=B2・拠点:香港・経路:agent・連絡先:<30日・同意:あり・保管期限:<90日 などの項目指定が使えます。かな・漢字・ローマ字・全角半角の違いは区別しません。語の末尾に * を付けると前方一致です。
search-more = 詳しい条件
search-phrase = この語句を完全に含む
search-without = これらの語を含まない
search-in-messages = メッセージ
search-clear = 全員を表示
candidates-found =
    { $count ->
        [0] 該当する候補者はいません。
       *[other] { $count }名が該当します。
    }
candidates-found-more = { $count }名以上が該当します。
excerpt-contact = 連絡先
excerpt-skill = 語学・資格
excerpt-cv = 書類
excerpt-result = 選考結果
excerpt-note = メモ
excerpt-message = メッセージ
error-search-quote = 引用符が閉じられていません：{ $detail }
error-search-parenthesis = 括弧の対応が取れていません：{ $detail }
error-search-nothing = ここに語がありません：{ $detail }
error-search-field = 「{ $detail }」という項目はありません。使える項目は 氏名・連絡先・勤務先・学校・資格・書類・志望動機・評価・メモ・選考・求人・拠点・経路・言語・居住国・同意・保管期限 です。
error-search-value = 「{ $detail }」はこの項目の値ではありません。
error-search-long = 検索条件が長すぎます。500文字・40語以内にしてください。
