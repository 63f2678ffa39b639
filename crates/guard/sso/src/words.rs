//! What a trial found, in the reader's language.

use crate::refusal::Refusal;
use crate::service::Trouble;
use kernel::Locale;
use wire::ldap::Malformed;
use wire::oidc::Refused;
use wire::saml::MetadataError;

/// What is as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// The document was read.
    Document,
    /// The metadata were read.
    Metadata,
    /// So many keys.
    Keys(usize),
    /// The secret is taken.
    Secret,
    /// The directory takes the search account, and has the base.
    Search,
    /// Somebody was found by a login.
    Person,
}

/// German, English, Portuguese.
type Three = [&'static str; 3];

const fn pick(three: Three, locale: Locale) -> &'static str {
    let [de, en, pt] = three;
    match locale {
        Locale::De => de,
        Locale::En => en,
        Locale::PtBr => pt,
    }
}

/// What is good.
pub(crate) fn good(told: Told, locale: Locale) -> String {
    match told {
        Told::Document => pick(
            [
                "Der Anbieter ist erreichbar, sein Zertifikat ist gültig, und er stellt sich als dieser Aussteller vor.",
                "The provider can be reached, its certificate is valid, and it says that it is this issuer.",
                "O provedor responde, seu certificado é válido e ele se apresenta como este emissor.",
            ],
            locale,
        )
        .to_owned(),
        Told::Metadata => pick(
            [
                "Die Metadaten beschreiben einen Anbieter von SAML 2.0 und sind gültig.",
                "The metadata describe a provider of SAML 2.0, and are valid.",
                "Os metadados descrevem um provedor SAML 2.0 e são válidos.",
            ],
            locale,
        )
        .to_owned(),
        Told::Keys(count) => {
            let [one, many] = match locale {
                Locale::De => ["Schlüssel, mit dem er unterschreibt", "Schlüssel, mit denen er unterschreibt"],
                Locale::En => ["key that it signs with", "keys that it signs with"],
                Locale::PtBr => ["chave com que ele assina", "chaves com que ele assina"],
            };
            format!("{count} {}.", if count == 1 { one } else { many })
        }
        Told::Secret => pick(
            ["Er nimmt Client-ID und Geheimnis an.", "It takes the client id and the secret.", "Ele aceita o ID de cliente e o segredo."],
            locale,
        )
        .to_owned(),
        Told::Search => pick(
            [
                "Das Verzeichnis ist über geprüftes TLS erreichbar, nimmt das Suchkonto an und hat die Suchbasis.",
                "The directory can be reached by verified TLS, takes the search account, and has the search base.",
                "O diretório responde por TLS verificado, aceita a conta de busca e tem a base de busca.",
            ],
            locale,
        )
        .to_owned(),
        Told::Person => pick(
            [
                "Genau eine Person hat dort diesen Login. Ihr Passwort wurde nicht verlangt.",
                "Exactly one person has this login there. Their password was not asked for.",
                "Exatamente uma pessoa tem esse login lá. A senha dela não foi pedida.",
            ],
            locale,
        )
        .to_owned(),
    }
}

/// Why a directory has nobody under a login who could sign in.
pub(crate) fn unfound(refusal: Option<Refusal>, locale: Locale) -> String {
    let three = match refusal {
        Some(Refusal::Several) => [
            "Mehrere Personen haben dort diesen Login; so kommt keine von ihnen herein. Bitte Suchbasis, Objektklasse oder Login-Attribut enger wählen.",
            "Several people have this login there, so that none of them is let in. Choose a narrower base, class or login attribute.",
            "Várias pessoas têm esse login lá, por isso nenhuma entra. Escolha base, classe ou atributo de login mais restritos.",
        ],
        Some(Refusal::SubjectMissing) => [
            "Die Person hat dort nicht genau einen Wert im Attribut für die Kennung, oder das Suchkonto darf es nicht lesen.",
            "The person does not have exactly one value in the subject attribute there, or the search account may not read it.",
            "A pessoa não tem exatamente um valor no atributo do identificador, ou a conta de busca não pode lê-lo.",
        ],
        Some(Refusal::NotInGroup) => [
            "Die Person ist dort nicht in der verlangten Gruppe.",
            "The person is not in the group there that is asked for.",
            "A pessoa não está lá no grupo exigido.",
        ],
        _ => [
            "Niemand, der hereinkäme, hat dort diesen Login. Bitte Suchbasis, Objektklasse, Login-Attribut und verlangte Gruppe prüfen.",
            "Nobody who would be let in has this login there. Check the base, the class, the login attribute and the group that is asked for.",
            "Ninguém que pudesse entrar tem esse login lá. Verifique a base, a classe, o atributo de login e o grupo exigido.",
        ],
    };
    pick(three, locale).to_owned()
}

/// What is wrong, and what to do.
pub(crate) fn of(trouble: &Trouble, locale: Locale) -> String {
    match trouble {
        Trouble::Status(status) => format!(
            "{} {status}.",
            pick(
                ["Der Anbieter antwortet mit dem Status", "The provider answers with the status", "O provedor responde com o status"],
                locale
            )
        ),
        Trouble::Word(word) => told_word(word, locale),
        _ => pick(of_kind(trouble), locale).to_owned(),
    }
}

/// Words of RFC 6749 §5.2.
fn told_word(word: &str, locale: Locale) -> String {
    let known = match word {
        "invalid_client" => Some([
            "Der Anbieter nimmt Client-ID und Geheimnis nicht an. Bitte beide prüfen; ein Geheimnis kann auch abgelaufen sein.",
            "The provider does not take the client id and the secret. Check both; a secret may have expired, too.",
            "O provedor não aceita o ID de cliente e o segredo. Verifique os dois; um segredo também pode ter vencido.",
        ]),
        "invalid_request" | "unauthorized_client" | "unsupported_grant_type" => Some([
            "Der Anbieter lässt diesem Client die Anmeldung mit Code nicht zu. Beim Anbieter den Typ „Web-Anwendung“ wählen und die Rückkehradresse eintragen.",
            "The provider does not let this client sign in with a code. Choose the type “web application” there, and enter the callback address.",
            "O provedor não permite a este cliente entrar com código. Escolha lá o tipo “aplicação web” e informe o endereço de retorno.",
        ]),
        _ => None,
    };
    known.map_or_else(
        || format!("{} {word}.", pick(["Der Anbieter sagt:", "The provider says:", "O provedor diz:"], locale)),
        |three| pick(three, locale).to_owned(),
    )
}

const fn of_kind(trouble: &Trouble) -> Three {
    match trouble {
        Trouble::NotOpened => [
            "Der Betreiber hat diesen Port für Anbieter nicht freigegeben ([egress] sign_on_ports).",
            "The operator has not opened this port for providers ([egress] sign_on_ports).",
            "O operador não liberou esta porta para provedores ([egress] sign_on_ports).",
        ],
        Trouble::NotSafe => [
            "Der Anbieter hat kein Zertifikat, das für seinen Namen gültig ist. Hat er eine eigene Zertifizierungsstelle, gehört deren Wurzel in die Einstellungen.",
            "The provider has no certificate that is valid for its name. If it has an authority of its own, put its root into the settings.",
            "O provedor não tem certificado válido para seu nome. Se ele tem uma autoridade própria, coloque a raiz dela nas configurações.",
        ],
        Trouble::Protocol(refused) => of_refused(*refused),
        Trouble::Metadata(error) => of_described(*error),
        Trouble::Ldap(Malformed::NotLdap) => [
            "Was dort antwortet, spricht kein LDAP, das hier gelesen werden kann. Bitte Host, Port und die Art von TLS prüfen.",
            "What answers there does not speak LDAP that can be read here. Check the host, the port and the kind of TLS.",
            "O que responde lá não fala um LDAP que possa ser lido aqui. Verifique o servidor, a porta e o tipo de TLS.",
        ],
        Trouble::Ldap(Malformed::TooLarge) => [
            "Das Verzeichnis antwortet mit mehr, als hier gelesen wird. Bitte die Suchbasis enger wählen.",
            "The directory answers with more than is read here. Choose a narrower search base.",
            "O diretório responde com mais do que se lê aqui. Escolha uma base de busca mais restrita.",
        ],
        Trouble::Account => [
            "Das Verzeichnis nimmt das Suchkonto nicht an oder lässt es nicht suchen. Bitte seinen Namen (DN) und sein Passwort prüfen.",
            "The directory does not take the search account, or does not let it search. Check its name (DN) and its password.",
            "O diretório não aceita a conta de busca ou não a deixa buscar. Verifique o nome (DN) e a senha dela.",
        ],
        Trouble::BaseUnknown => [
            "Das Verzeichnis hat die Suchbasis nicht, oder das Suchkonto darf sie nicht sehen.",
            "The directory does not have the search base, or the search account may not see it.",
            "O diretório não tem a base de busca, ou a conta de busca não pode vê-la.",
        ],
        Trouble::Unreachable | Trouble::Status(_) | Trouble::Word(_) => [
            "Der Anbieter ist nicht erreichbar. Bitte die Adresse prüfen; Server im inneren Netz gibt der Betreiber frei ([egress] internal).",
            "The provider cannot be reached. Check the address; servers on the inner network are opened by the operator ([egress] internal).",
            "O provedor não responde. Verifique o endereço; servidores na rede interna são liberados pelo operador ([egress] internal).",
        ],
    }
}

/// A stable word for what is wrong with metadata.
pub(crate) const fn of_metadata(error: MetadataError) -> &'static str {
    match error {
        MetadataError::TooLarge => "too-long",
        MetadataError::Unreadable(_) => "unreadable",
        MetadataError::NoIdp => "no-identity-provider",
        MetadataError::UnknownEntity => "entity-unknown",
        MetadataError::SeveralIdps => "several-entities",
        MetadataError::NoAddress => "no-address",
        MetadataError::NoKey => "no-key",
        MetadataError::TooManyKeys => "too-many-keys",
        MetadataError::Key(_) => "key-unfit",
        MetadataError::Expired => "expired",
    }
}

const fn of_described(error: MetadataError) -> Three {
    match error {
        MetadataError::UnknownEntity | MetadataError::SeveralIdps => [
            "Die Metadaten beschreiben mehrere Anbieter oder nicht den gewünschten. Bitte die Entity-ID angeben, Zeichen für Zeichen.",
            "The metadata describe several providers, or not the one that is meant. Enter the entity id, sign by sign.",
            "Os metadados descrevem vários provedores, ou não o desejado. Informe o entity ID exatamente como está escrito.",
        ],
        MetadataError::NoKey | MetadataError::TooManyKeys | MetadataError::Key(_) => [
            "Die Metadaten nennen keinen, mehr als drei oder einen zu schwachen Schlüssel für Unterschriften. Nötig ist RSA ab 2048 Bit oder ECDSA mit P-256 oder P-384.",
            "The metadata name no key for signatures, more than three, or one that is too weak. RSA from 2,048 bits or ECDSA with P-256 or P-384 is needed.",
            "Os metadados não têm chave de assinatura, têm mais de três ou uma fraca demais. É preciso RSA a partir de 2048 bits ou ECDSA com P-256 ou P-384.",
        ],
        MetadataError::NoAddress => [
            "Die Metadaten nennen keine Adresse mit https://, an die ein Browser weitergeleitet werden kann (HTTP-Redirect).",
            "The metadata name no address with https:// to which a browser can be redirected (HTTP-Redirect).",
            "Os metadados não têm endereço https:// para onde o navegador possa ser redirecionado (HTTP-Redirect).",
        ],
        MetadataError::Expired => [
            "Die Metadaten sind abgelaufen. Bitte beim Anbieter neue holen.",
            "The metadata have expired. Get new ones from the provider.",
            "Os metadados venceram. Peça novos ao provedor.",
        ],
        MetadataError::TooLarge | MetadataError::Unreadable(_) | MetadataError::NoIdp => [
            "Das sind keine Metadaten eines Anbieters von SAML 2.0, die hier gelesen werden können.",
            "These are no metadata of a provider of SAML 2.0 that can be read here.",
            "Estes não são metadados de um provedor SAML 2.0 que possam ser lidos aqui.",
        ],
    }
}

const fn of_refused(refused: Refused) -> Three {
    match refused {
        Refused::IssuerWrong => [
            "Unter dieser Adresse stellt sich ein anderer Aussteller vor. Der Aussteller muss Zeichen für Zeichen so dastehen, wie der Anbieter ihn nennt.",
            "At this address another issuer introduces itself. The issuer has to stand here sign by sign as the provider writes it.",
            "Neste endereço outro emissor se apresenta. O emissor deve constar aqui exatamente como o provedor o escreve.",
        ],
        Refused::Unsupported => [
            "Der Anbieter kann nicht, was hier nötig ist: Anmeldung mit Code, PKCE mit S256, Unterschrift mit öffentlichem Schlüssel.",
            "The provider cannot do what is needed here: sign-in with a code, PKCE with S256, signatures with a public key.",
            "O provedor não faz o que é necessário aqui: entrada com código, PKCE com S256, assinatura com chave pública.",
        ],
        Refused::KeyUnknown | Refused::KeyAmbiguous => [
            "Der Anbieter hat keinen Schlüssel, mit dem eine Unterschrift hier zählt.",
            "The provider has no key whose signature counts here.",
            "O provedor não tem chave cuja assinatura valha aqui.",
        ],
        Refused::TooLarge => {
            ["Die Antwort des Anbieters ist zu groß.", "The provider's answer is too large.", "A resposta do provedor é grande demais."]
        }
        Refused::AddressUnfit => [
            "Der Anbieter nennt Adressen, die nicht mit https:// beginnen.",
            "The provider names addresses that do not begin with https://.",
            "O provedor informa endereços que não começam com https://.",
        ],
        _ => [
            "Was der Anbieter antwortet, ist kein Dokument von OpenID Connect.",
            "What the provider answers is no document of OpenID Connect.",
            "A resposta do provedor não é um documento do OpenID Connect.",
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_trouble_is_told_in_each_language() {
        let troubles = [
            Trouble::NotOpened,
            Trouble::Unreachable,
            Trouble::NotSafe,
            Trouble::Status(500),
            Trouble::Word("invalid_client".into()),
            Trouble::Word("other_word".into()),
            Trouble::Protocol(Refused::IssuerWrong),
            Trouble::Protocol(Refused::Malformed),
            Trouble::Metadata(MetadataError::NoIdp),
            Trouble::Metadata(MetadataError::SeveralIdps),
            Trouble::Metadata(MetadataError::NoKey),
            Trouble::Metadata(MetadataError::NoAddress),
            Trouble::Metadata(MetadataError::Expired),
            Trouble::Ldap(Malformed::NotLdap),
            Trouble::Ldap(Malformed::TooLarge),
            Trouble::Account,
            Trouble::BaseUnknown,
        ];
        for trouble in troubles {
            let told: Vec<String> = Locale::ALL.into_iter().map(|locale| of(&trouble, locale)).collect();
            assert!(told.iter().all(|words| words.ends_with('.') && words.len() > 20), "{told:?}");
            assert!(told[0] != told[1] && told[1] != told[2], "{told:?}");
        }
        assert!(good(Told::Keys(1), Locale::En) == "1 key that it signs with." && good(Told::Keys(2), Locale::De).starts_with("2 "));
    }
}
