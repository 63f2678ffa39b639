//! The steps in words, in each language. Blanks in braces are fields of the step.

use super::Step;
use kernel::Locale;
use serde_json::Value as Json;

/// German, English, Portuguese.
const STEPS: [(&str, [&str; 3]); 15] = [
    (
        "not_valid",
        [
            "{name} ist nicht gültig: Nichts, was vergeben wurde, zählt.",
            "{name} is not valid: nothing that was given counts.",
            "{name} não é válido: nada do que foi concedido vale.",
        ],
    ),
    (
        "queue_of_group",
        [
            "Das Ticket liegt in der Queue {queue}; dort gelten die Rechte der Gruppe {group}.",
            "The ticket lies in the queue {queue}, where the rights of the group {group} hold.",
            "O chamado está na fila {queue}, onde valem os direitos do grupo {group}.",
        ],
    ),
    (
        "direct",
        [
            "{name} hat in der Gruppe {group} selbst das Recht {permission}.",
            "{name} has the right {permission} in the group {group} directly.",
            "{name} tem diretamente o direito {permission} no grupo {group}.",
        ],
    ),
    (
        "by_role",
        [
            "{name} hat die Rolle {role}; sie gibt {permission} in der Gruppe {group}.",
            "{name} has the role {role}, which gives {permission} in the group {group}.",
            "{name} tem a função {role}, que dá {permission} no grupo {group}.",
        ],
    ),
    (
        "no_permission",
        [
            "{name} darf in der Gruppe {group} nicht lesen, weder selbst noch durch eine Rolle.",
            "{name} may not read in the group {group}, neither directly nor by a role.",
            "{name} não pode ler no grupo {group}, nem diretamente nem por uma função.",
        ],
    ),
    ("unrestricted", ["Das Ticket ist nicht eingeschränkt.", "The ticket is not restricted.", "O chamado não é restrito."]),
    (
        "member",
        [
            "Das Ticket ist eingeschränkt, und {name} ist Mitglied.",
            "The ticket is restricted, and {name} is a member.",
            "O chamado é restrito, e {name} é membro.",
        ],
    ),
    (
        "not_member",
        [
            "Das Ticket ist eingeschränkt, und {name} ist kein Mitglied.",
            "The ticket is restricted, and {name} is not a member.",
            "O chamado é restrito, e {name} não é membro.",
        ],
    ),
    ("asker", ["{name} hat gefragt.", "{name} asked.", "{name} perguntou."]),
    ("participant", ["{name} ist beteiligt.", "{name} takes part.", "{name} participa."]),
    (
        "company",
        [
            "{name} gehört zu {company}; von dort wurde gefragt, und die Firma teilt ihre Tickets.",
            "{name} belongs to {company}, which asked and shares its tickets.",
            "{name} pertence a {company}, que perguntou e compartilha seus chamados.",
        ],
    ),
    (
        "not_involved",
        [
            "{name} hat nicht gefragt, ist nicht beteiligt, und keine Firma von {name} teilt dieses Ticket.",
            "{name} did not ask, does not take part, and no company of theirs shares this ticket.",
            "{name} não perguntou, não participa, e nenhuma empresa sua compartilha este chamado.",
        ],
    ),
    (
        "discreet",
        ["Die Queue {queue} ist nicht vertraulich.", "The queue {queue} is not confidential.", "A fila {queue} não é confidencial."],
    ),
    (
        "confidential",
        [
            "Die Queue {queue} ist vertraulich: Kollegen der Firma sehen nicht, was dort liegt.",
            "The queue {queue} is confidential: colleagues of the company do not see what lies there.",
            "A fila {queue} é confidencial: colegas da empresa não veem o que está nela.",
        ],
    ),
    (
        "restricted_for_colleagues",
        [
            "Das Ticket ist eingeschränkt: Kollegen der Firma sehen es nicht.",
            "The ticket is restricted: colleagues of the company do not see it.",
            "O chamado é restrito: colegas da empresa não o veem.",
        ],
    ),
];

/// A step in words. A kind without words shows its name.
pub(super) fn words(step: &Step, locale: Locale) -> String {
    let fields = serde_json::to_value(step).unwrap_or_default();
    let kind = fields.get("step").and_then(Json::as_str).unwrap_or_default();
    let Some((_, [de, en, pt])) = STEPS.iter().find(|(one, _)| *one == kind) else { return kind.to_owned() };
    let template = match locale {
        Locale::De => de,
        Locale::En => en,
        Locale::PtBr => pt,
    };
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = *template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(before);
        out.push_str(fields.get(name).and_then(Json::as_str).unwrap_or("?"));
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_has_words_and_all_its_fields() {
        let [name, queue, group, role, company] = ["Erika", "Raw", "users", "night", "KKG"].map(str::to_owned);
        let permission = String::from("ro");
        let all = [
            Step::NotValid { name: name.clone() },
            Step::QueueOfGroup { queue: queue.clone(), group: group.clone() },
            Step::Direct { name: name.clone(), permission: permission.clone(), group: group.clone() },
            Step::ByRole { name: name.clone(), role, permission, group: group.clone() },
            Step::NoPermission { name: name.clone(), group },
            Step::Unrestricted,
            Step::Member { name: name.clone() },
            Step::NotMember { name: name.clone() },
            Step::Asker { name: name.clone() },
            Step::Participant { name: name.clone() },
            Step::Company { name: name.clone(), company },
            Step::NotInvolved { name },
            Step::Discreet { queue: queue.clone() },
            Step::Confidential { queue },
            Step::RestrictedForColleagues,
        ];
        assert_eq!(all.len(), STEPS.len());
        for step in &all {
            let fields = serde_json::to_value(step).unwrap();
            for locale in [Locale::De, Locale::En, Locale::PtBr] {
                let words = words(step, locale);
                assert!(words.ends_with('.') && !words.contains(['{', '?']), "{words}");
                for value in fields.as_object().unwrap().iter().filter(|(field, _)| *field != "step").map(|(_, value)| value) {
                    assert!(words.contains(value.as_str().unwrap()), "{value} in {words}");
                }
            }
        }
    }
}
