-- What candidates are told about a country before they agree to provision there (APPI art. 28(2)): published versions,
-- of which the latest of a country is in force unless it was withdrawn.
CREATE TABLE country_information (
    id UUID NOT NULL PRIMARY KEY,
    country TEXT NOT NULL,
    version INTEGER NOT NULL,
    system TEXT NOT NULL,
    differences TEXT NOT NULL,
    measures TEXT NOT NULL,
    source TEXT NOT NULL,
    checked_on TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    published_by UUID REFERENCES staff (id),
    withdrawn_at BIGINT,
    UNIQUE (country, version)
);

-- The next version of a country, while it is written.
CREATE TABLE country_information_drafts (
    country TEXT NOT NULL PRIMARY KEY,
    system TEXT NOT NULL,
    differences TEXT NOT NULL,
    measures TEXT NOT NULL,
    source TEXT NOT NULL,
    checked_on TEXT,
    revision BIGINT NOT NULL,
    changed_by UUID REFERENCES staff (id),
    changed_at BIGINT NOT NULL
);

-- What was told until now, as first versions that nobody of the company has checked yet.
INSERT INTO country_information
    (id, country, version, system, differences, measures, source, checked_on, published_at)
VALUES
    ('01936400-0000-7000-8000-000000000001', 'JP', 1,
     '{"ja":"日本には個人情報保護法があり、独立した個人情報保護委員会（PPC）が監督します。利用は示した目的に限られ、安全管理と委託先の監督が求められ、第三者や外国にある者への提供は制限されます。開示・訂正のほか、法の要件を満たすときは利用停止や消去を請求できます。越境プライバシールール（CBPR）制度に参加しており、EUの十分性認定を受けています。","en":"Japan has a general law on personal information, the Act on the Protection of Personal Information (APPI), with an independent authority, the Personal Information Protection Commission (PPC). It limits use to stated purposes, asks for security and for supervision of those who handle data for others, limits provision to third parties and abroad, and gives rights to disclosure, correction, suspension of use and erasure where its conditions are met. Japan takes part in the Cross-Border Privacy Rules (CBPR) system; the EU considers its protection adequate.","zh-Hant":"日本有全面的《個人情報保護法》（APPI），由獨立的個人情報保護委員會（PPC）監管。資料只可用於指明用途，並須安全管理及監督受託處理者；向第三者及境外提供資料受到限制。當事人有權查閱、更正，在符合法定條件時亦可要求停止使用或刪除。日本參加跨境隱私規則（CBPR）體系；歐盟認定其保障足夠。"}',
     '{"ja":"公表したうえで特定の会社間で共同利用するなど、法が定める場合には同意なく提供できることがあります。犯罪捜査など、法令に基づいて公的機関が個人情報の提供を求めることがあります。","en":"Some provisions without consent are possible where the law names them, such as joint use among named companies after a public notice. Authorities may ask for personal data where a law allows it, such as in criminal investigations.","zh-Hant":"在法律指明的情況下，例如作出公告後由指明的公司共同使用，可無須同意而提供資料。公共機關可在法律容許時索取個人資料，例如刑事調查。"}',
     '{"ja":"日本の拠点は、当社と同じシステムで記録を取り扱います。記録は封をして保管し、示した目的のためにのみ開き、すべての利用を記録します。利用の記録はご自身のページで確認できます。","en":"Our office in Japan handles these records in the same system as we do: they are stored sealed, opened for named purposes alone, and every use is on record, which you can read on your own page.","zh-Hant":"我們在日本的辦事處以同一系統處理這些紀錄：紀錄封存保管，只按指明用途開啟，每次使用均有紀錄，你可在自己的頁面查閱。"}',
     'https://www.japaneselawtranslation.go.jp/en/laws/view/4241', '2026-11-24', 1795478400000000),
    ('01936400-0000-7000-8000-000000000002', 'SG', 1,
     '{"ja":"シンガポールには民間の組織に適用される個人データ保護法（PDPA、2012年）があり、個人データ保護委員会（PDPC）が監督します。取扱いには同意その他の根拠と目的の通知が必要で、安全管理、保管期間の制限、国外移転の制限が求められ、開示と訂正を請求できます。越境プライバシールール（CBPR）制度に参加しており、EUの十分性認定は受けていません。","en":"Singapore has a general law on personal data for private organisations, the Personal Data Protection Act 2012 (PDPA), with an authority, the Personal Data Protection Commission (PDPC). It asks for consent or another stated ground, for purposes that are told, for security, and for limits on keeping and on transfers abroad, and gives rights to access and correction. Singapore takes part in the Cross-Border Privacy Rules (CBPR) system; the EU has made no adequacy decision.","zh-Hant":"新加坡有適用於私營機構的《2012年個人資料保護法令》（PDPA），由個人資料保護委員會（PDPC）監管。處理資料須有同意或其他依據並告知用途，須安全管理，保存期間及移轉境外均受限制；當事人有權查閱及更正。新加坡參加跨境隱私規則（CBPR）體系；歐盟未有認定其保障足夠。"}',
     '{"ja":"消去や利用停止を求める一般的な権利はありませんが、同意は撤回でき、必要な期間を超えて保管できません。この法律は公的機関には適用されず、別の規律があります。犯罪捜査など、法令に基づいて公的機関が個人データの提出を求めることがあります。","en":"There is no general right to erasure or to have use suspended, but consent can be withdrawn, and data must not be kept longer than needed. The law does not apply to public agencies, which are under other rules. Authorities may require personal data where a law allows it, such as in criminal investigations.","zh-Hant":"沒有一般的刪除權或要求停止使用的權利，但當事人可撤回同意，資料亦不得保存超過所需時間。該法不適用於公共機構，後者受其他規則規管。公共機關可在法律容許時要求提供個人資料，例如刑事調查。"}',
     '{"ja":"シンガポールの拠点は、当社と同じシステムで記録を取り扱います。記録は封をして保管し、示した目的のためにのみ開き、すべての利用を記録します。利用の記録はご自身のページで確認できます。","en":"Our office in Singapore handles these records in the same system as we do: they are stored sealed, opened for named purposes alone, and every use is on record, which you can read on your own page.","zh-Hant":"我們在新加坡的辦事處以同一系統處理這些紀錄：紀錄封存保管，只按指明用途開啟，每次使用均有紀錄，你可在自己的頁面查閱。"}',
     'https://sso.agc.gov.sg/Act/PDPA2012', '2026-11-24', 1795478400000000),
    ('01936400-0000-7000-8000-000000000003', 'HK', 1,
     '{"ja":"香港には個人データ（プライバシー）条例（PDPO、第486章）があり、独立した個人データ・プライバシー・コミッショナー（PCPD）が監督します。六つの原則により取得・保管・利用は示した目的に限られ、正確性、安全管理、透明性が求められ、開示と訂正を請求できます。CBPR制度には参加しておらず、EUの十分性認定は受けていません。","en":"Hong Kong has a general law on personal data, the Personal Data (Privacy) Ordinance (PDPO, Cap. 486), with an independent authority, the Privacy Commissioner for Personal Data (PCPD). Its six data protection principles limit collection, keeping and use to the stated purposes and ask for accuracy, security and openness, and it gives rights to access and correction. Hong Kong is not in the CBPR system; the EU has made no adequacy decision.","zh-Hant":"香港有全面的《個人資料（私隱）條例》（第486章，PDPO），由獨立的個人資料私隱專員（PCPD）監管。六項保障資料原則限制資料只可按指明用途收集、保存及使用，並要求準確、安全及公開透明；當事人有權查閱及更正。香港並非 CBPR 體系成員；歐盟未有認定其保障足夠。"}',
     '{"ja":"消去や利用停止を求める一般的な権利はありませんが、不要になったデータは消去しなければなりません。域外移転に関する条文は施行されていません。犯罪捜査や国家安全の維持に関するものを含め、法令に基づいて公的機関が個人データの提出を求めることがあります。","en":"There is no general right to erasure or to have use suspended, but data that is no longer needed must be erased. The section on transfers abroad is not in force. Authorities may require personal data where a law allows it, including laws on criminal investigation and on safeguarding national security.","zh-Hant":"沒有一般的刪除權或要求停止使用的權利，但不再需要的資料必須刪除。規管跨境移轉的條文尚未生效。公共機關可在法律容許時要求提供個人資料，包括有關刑事調查及維護國家安全的法律。"}',
     '{"ja":"香港の拠点は、当社と同じシステムで記録を取り扱います。記録は封をして保管し、示した目的のためにのみ開き、すべての利用を記録します。利用の記録はご自身のページで確認できます。","en":"Our office in Hong Kong handles these records in the same system as we do: they are stored sealed, opened for named purposes alone, and every use is on record, which you can read on your own page.","zh-Hant":"我們在香港的辦事處以同一系統處理這些紀錄：紀錄封存保管，只按指明用途開啟，每次使用均有紀錄，你可在自己的頁面查閱。"}',
     'https://www.elegislation.gov.hk/hk/cap486', '2026-11-24', 1795478400000000);

-- Which version a question was asked with.
ALTER TABLE consent_requests ADD COLUMN information_id UUID REFERENCES country_information (id);
UPDATE consent_requests
    SET information_id = (SELECT it.id FROM country_information AS it WHERE it.country = consent_requests.country)
    WHERE answer IS NULL AND country IS NOT NULL;
CREATE INDEX consent_requests_told ON consent_requests (information_id) WHERE answer IS NULL;
