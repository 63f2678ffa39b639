use super::*;
use crate::KeyFileError;
use std::os::unix::fs::PermissionsExt;
use tempfile::TempDir;

const SOME: TenantId = TenantId(kernel::Id16([0x11; 16]));
const OTHER: TenantId = TenantId(kernel::Id16([0x22; 16]));

/// A machine: a data directory, and a place for key files that is not in it.
struct Machine {
    disk: TempDir,
    elsewhere: TempDir,
}

impl Machine {
    fn new() -> Self {
        Self { disk: tempfile::tempdir().unwrap(), elsewhere: tempfile::tempdir().unwrap() }
    }

    fn key_file(&self, name: &str) -> Unseal {
        Unseal::KeyFile(self.elsewhere.path().join(name))
    }

    fn init(&self) -> Keyring {
        Keyring::init_at(self.disk.path(), "prod", &self.key_file("root.key"), ambient(), Cost::SMALL).unwrap()
    }

    fn open(&self) -> Keyring {
        Keyring::open(self.disk.path(), "prod", ambient()).unwrap()
    }

    fn root(&self) -> PathBuf {
        self.disk.path().join("keyring/root.json")
    }

    fn of(&self, tenant: TenantId) -> PathBuf {
        self.disk.path().join("keyring").join(tenant.0.to_hex() + ".json")
    }
}

/// Every keyring draws its own keys.
fn ambient() -> Ambient {
    Ambient::system()
}

fn passphrase(words: &str) -> Unseal {
    Unseal::Passphrase(Secret::new(words.to_owned()))
}

fn file_key(keyring: &Keyring, tenant: TenantId) -> [u8; 32] {
    *keyring.tenant_keys(tenant).unwrap().file.reveal()
}

fn write_key_file(path: &Unseal, text: &str, mode: u32) {
    let Unseal::KeyFile(path) = path else { panic!("a key file") };
    let _ = std::fs::remove_file(path);
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

fn edit(path: &Path, change: impl Fn(String) -> String) {
    let text = change(std::fs::read_to_string(path).unwrap());
    std::fs::write(path, text).unwrap();
}

#[test]
fn keys_come_back_after_a_restart_and_only_unsealed() {
    let machine = Machine::new();
    let keyring = machine.init();
    keyring.make_tenant_keys(SOME).unwrap();
    let (file, node) = (file_key(&keyring, SOME), *keyring.node_key("pepper").unwrap().reveal());
    let platform = *keyring.platform().unwrap().blob.reveal();

    let again = machine.open();
    assert!(again.is_sealed());
    assert!(matches!(again.tenant(SOME), Err(KeyError::Sealed)));
    assert!(matches!(again.platform(), Err(KeyError::Sealed)));
    assert!(matches!(again.node_key("pepper"), Err(KeyError::Sealed)));
    assert!(matches!(again.make_tenant_keys(OTHER), Err(TenantKeysError::Sealed)));
    assert!(matches!(again.unseal_also_by(&machine.key_file("b.key")), Err(AddError::Sealed)));

    again.unseal(&machine.key_file("root.key")).unwrap();
    assert_eq!(file_key(&again, SOME), file);
    assert_eq!(*again.node_key("pepper").unwrap().reveal(), node);
    assert_eq!(*again.platform().unwrap().blob.reveal(), platform);
    again.seal();
    assert!(again.is_sealed() && matches!(again.tenant(SOME), Err(KeyError::Sealed)));
}

#[test]
fn every_key_is_another_one() {
    let machine = Machine::new();
    let keyring = machine.init();
    keyring.make_tenant_keys(SOME).unwrap();
    keyring.make_tenant_keys(OTHER).unwrap();
    let sets = [keyring.tenant_keys(SOME).unwrap(), keyring.tenant_keys(OTHER).unwrap(), keyring.platform().unwrap()];
    let mut all: Vec<[u8; 32]> = sets.iter().flat_map(|keys| [*keys.file.reveal(), *keys.blob.reveal(), *keys.purpose.reveal()]).collect();
    all.extend([*keyring.node_key("pepper").unwrap().reveal(), *keyring.node_key("tls-tickets").unwrap().reveal()]);
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count);
}

#[test]
fn keys_that_are_there_are_never_written_over() {
    let machine = Machine::new();
    let keyring = machine.init();
    keyring.make_tenant_keys(SOME).unwrap();
    let before = std::fs::read(machine.of(SOME)).unwrap();
    keyring.make_tenant_keys(SOME).unwrap();
    assert_eq!(std::fs::read(machine.of(SOME)).unwrap(), before);
    std::fs::write(machine.of(SOME), &before[..200]).unwrap();
    assert!(matches!(keyring.make_tenant_keys(SOME), Err(TenantKeysError::Damaged)));

    let init = || Keyring::init_at(machine.disk.path(), "prod", &machine.key_file("root.key"), ambient(), Cost::SMALL);
    assert!(matches!(init(), Err(InitError::AlreadyThere)));
    std::fs::remove_file(machine.root()).unwrap();
    assert!(matches!(init(), Err(InitError::RootLost)), "no new root over keys that are there");
    assert!(matches!(Keyring::open(machine.disk.path(), "prod", ambient()), Err(RootError::Missing)));
    assert!(matches!(keyring.unseal(&machine.key_file("root.key")), Err(UnsealError::Root(RootError::Missing))));
}

#[test]
fn a_key_file_is_refused_with_its_reason() {
    let machine = Machine::new();
    machine.init();
    let keyring = machine.open();
    let check = |by: &Unseal, expected: fn(&UnsealError) -> bool| {
        let refused = keyring.unseal(by).unwrap_err();
        assert!(expected(&refused), "{refused}");
        assert!(keyring.is_sealed());
    };
    let other = machine.key_file("other.key");
    check(&other, |e| matches!(e, UnsealError::KeyFile(KeyFileError::Missing)));
    write_key_file(&other, &"ab".repeat(32), 0o400);
    check(&other, |e| matches!(e, UnsealError::WrongKeyFile));
    for mode in [0o440, 0o404, 0o420, 0o410, 0o644] {
        write_key_file(&other, &"ab".repeat(32), mode);
        check(&other, |e| matches!(e, UnsealError::KeyFile(KeyFileError::Exposed)));
    }
    for text in ["", "ab", &"ab".repeat(33), &"zz".repeat(32), &"ü".repeat(32)] {
        write_key_file(&other, text, 0o400);
        check(&other, |e| matches!(e, UnsealError::KeyFile(KeyFileError::Malformed)));
    }
    check(&passphrase("correct horse battery"), |e| matches!(e, UnsealError::NoPassphrase));
    let right = machine.key_file("root.key");
    let Unseal::KeyFile(path) = &right else { panic!("a key file") };
    let text = std::fs::read_to_string(path).unwrap();
    write_key_file(&right, text.trim_end(), 0o400);
    keyring.unseal(&right).unwrap();
}

#[test]
fn a_key_file_is_made_for_its_owner_alone_and_one_that_is_there_is_used() {
    let machine = Machine::new();
    machine.init();
    let mode = std::fs::metadata(machine.elsewhere.path().join("root.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o400);

    let second = Machine::new();
    let own = second.key_file("own.key");
    write_key_file(&own, &"cd".repeat(32), 0o444);
    let init = || Keyring::init_at(second.disk.path(), "prod", &own, ambient(), Cost::SMALL);
    assert!(matches!(init(), Err(InitError::Way(AddError::KeyFile(KeyFileError::Exposed)))));
    assert!(!second.root().exists());
    write_key_file(&own, &"cd".repeat(32), 0o400);
    init().unwrap();
    second.open().unseal(&own).unwrap();
}

#[test]
fn key_file_and_passphrase_are_alternatives_for_one_root() {
    let machine = Machine::new();
    let keyring = machine.init();
    keyring.make_tenant_keys(SOME).unwrap();
    let key = file_key(&keyring, SOME);
    assert!(matches!(keyring.add_at(&passphrase("fourteen signs"), Cost::SMALL), Err(AddError::PassphraseLength)));
    keyring.add_at(&passphrase("correct horse battery"), Cost::SMALL).unwrap();

    let by = |by: &Unseal| {
        let keyring = machine.open();
        keyring.unseal(by).map(|()| file_key(&keyring, SOME))
    };
    assert_eq!(by(&machine.key_file("root.key")).unwrap(), key);
    assert_eq!(by(&passphrase("correct horse battery")).unwrap(), key);
    assert!(matches!(by(&passphrase("correct horse batterz")), Err(UnsealError::WrongPassphrase)));

    keyring.add_at(&passphrase("another one for the node"), Cost::SMALL).unwrap();
    assert!(matches!(by(&passphrase("correct horse battery")), Err(UnsealError::WrongPassphrase)), "it was changed");
    assert_eq!(by(&passphrase("another one for the node")).unwrap(), key);
    assert_eq!(by(&machine.key_file("root.key")).unwrap(), key);
}

#[test]
fn a_keyring_may_have_a_passphrase_alone_at_full_cost() {
    let machine = Machine::new();
    let by = passphrase("correct horse battery");
    Keyring::init(machine.disk.path(), "prod", &by, ambient()).unwrap();
    assert!(std::fs::read_to_string(machine.root()).unwrap().contains("\"memory_kib\": 262144"));
    let keyring = machine.open();
    assert!(matches!(keyring.unseal(&machine.key_file("none.key")), Err(UnsealError::KeyFile(KeyFileError::Missing))));
    write_key_file(&machine.key_file("some.key"), &"ab".repeat(32), 0o400);
    assert!(matches!(keyring.unseal(&machine.key_file("some.key")), Err(UnsealError::NoKeyFile)));
    keyring.unseal(&by).unwrap();
}

#[test]
fn a_swapped_wrap_does_not_open() {
    let machine = Machine::new();
    let keyring = machine.init();
    keyring.make_tenant_keys(SOME).unwrap();
    keyring.make_tenant_keys(OTHER).unwrap();
    std::fs::copy(machine.of(SOME), machine.of(OTHER)).unwrap();
    assert!(matches!(keyring.tenant_keys(OTHER), Err(TenantKeysError::OtherTenant)));
    assert!(matches!(keyring.tenant(OTHER), Err(KeyError::Foreign)));
    edit(&machine.of(OTHER), |text| text.replace(&SOME.to_string(), &OTHER.to_string()));
    assert!(matches!(keyring.tenant_keys(OTHER), Err(TenantKeysError::Foreign)), "the name alone does not help");
    assert!(matches!(keyring.tenant(OTHER), Err(KeyError::Foreign)));
    assert!(keyring.tenant(SOME).is_ok());
}

#[test]
fn keys_of_another_node_do_not_open() {
    let (machine, stranger) = (Machine::new(), Machine::new());
    let (keyring, strange) = (machine.init(), stranger.init());
    strange.make_tenant_keys(SOME).unwrap();
    std::fs::copy(stranger.of(SOME), machine.of(SOME)).unwrap();
    assert!(matches!(keyring.tenant_keys(SOME), Err(TenantKeysError::Foreign)));
    assert!(matches!(keyring.make_tenant_keys(SOME), Err(TenantKeysError::Foreign)));
}

#[test]
fn another_environment_is_refused() {
    let machine = Machine::new();
    let keyring = machine.init();
    keyring.make_tenant_keys(SOME).unwrap();
    assert!(matches!(Keyring::open(machine.disk.path(), "test", ambient()), Err(RootError::OtherEnvironment)));
    edit(&machine.root(), |text| text.replace("\"prod\"", "\"test\""));
    let moved = Keyring::open(machine.disk.path(), "test", ambient()).unwrap();
    assert!(matches!(moved.unseal(&machine.key_file("root.key")), Err(UnsealError::WrongKeyFile)), "the name alone does not help");
    assert!(moved.is_sealed());
    assert!(matches!(keyring.unseal(&machine.key_file("root.key")), Err(UnsealError::Root(RootError::OtherEnvironment))));

    edit(&machine.of(SOME), |text| text.replace("\"prod\"", "\"test\""));
    assert!(matches!(keyring.tenant_keys(SOME), Err(TenantKeysError::OtherEnvironment)));
    for bad in ["", "Prod", "1st", "a|b", "a b", &"a".repeat(32)] {
        let made = Keyring::init_at(machine.elsewhere.path(), bad, &machine.key_file("x.key"), ambient(), Cost::SMALL);
        assert!(matches!(made, Err(InitError::Environment)), "{bad}");
    }
}

#[test]
fn a_cut_or_changed_file_is_told_from_a_foreign_one() {
    let machine = Machine::new();
    let keyring = machine.init();
    keyring.make_tenant_keys(SOME).unwrap();
    let (root, keys) = (std::fs::read(machine.root()).unwrap(), std::fs::read(machine.of(SOME)).unwrap());
    for length in (0..root.len()).step_by(37) {
        std::fs::write(machine.root(), &root[..length]).unwrap();
        assert!(matches!(Keyring::open(machine.disk.path(), "prod", ambient()), Err(RootError::Damaged)), "{length}");
        assert!(matches!(keyring.unseal(&machine.key_file("root.key")), Err(UnsealError::Root(RootError::Damaged))));
    }
    for length in (0..keys.len()).step_by(37) {
        std::fs::write(machine.of(SOME), &keys[..length]).unwrap();
        assert!(matches!(keyring.tenant_keys(SOME), Err(TenantKeysError::Damaged)), "{length}");
        assert!(matches!(keyring.tenant(SOME), Err(KeyError::Fault(_))));
    }
    std::fs::write(machine.root(), [root.as_slice(), &vec![b' '; 300 * 1024]].concat()).unwrap();
    assert!(Keyring::open(machine.disk.path(), "prod", ambient()).is_ok(), "what is cut off is only space");
    std::fs::write(machine.root(), [vec![b' '; 300 * 1024].as_slice(), &root].concat()).unwrap();
    assert!(matches!(Keyring::open(machine.disk.path(), "prod", ambient()), Err(RootError::Damaged)), "longer than any root");
}

#[test]
fn a_cost_beyond_bearing_is_damage() {
    let machine = Machine::new();
    let by = passphrase("correct horse battery");
    Keyring::init_at(machine.disk.path(), "prod", &by, ambient(), Cost::SMALL).unwrap();
    edit(&machine.root(), |text| text.replace("\"memory_kib\": 64", "\"memory_kib\": 4294967295"));
    assert!(matches!(machine.open().unseal(&by), Err(UnsealError::Root(RootError::Damaged))));
}

#[test]
fn destroyed_keys_are_gone() {
    let machine = Machine::new();
    let keyring = machine.init();
    keyring.make_tenant_keys(SOME).unwrap();
    let key = file_key(&keyring, SOME);
    keyring.seal();
    keyring.destroy_tenant_keys(SOME).unwrap();
    keyring.destroy_tenant_keys(SOME).unwrap();
    keyring.unseal(&machine.key_file("root.key")).unwrap();
    assert!(matches!(keyring.tenant_keys(SOME), Err(TenantKeysError::Unknown)));
    assert!(matches!(keyring.tenant(SOME), Err(KeyError::Unknown)));
    keyring.make_tenant_keys(SOME).unwrap();
    assert_ne!(file_key(&keyring, SOME), key, "the same tenant made again has other keys");
}

#[test]
fn what_a_crash_left_is_ignored() {
    let machine = Machine::new();
    std::fs::create_dir(machine.disk.path().join("keyring")).unwrap();
    std::fs::write(machine.disk.path().join("keyring/.root.json.new"), b"{\"format\"").unwrap();
    assert!(matches!(Keyring::open(machine.disk.path(), "prod", ambient()), Err(RootError::Missing)));
    let keyring = machine.init();
    let left = machine.of(SOME).with_file_name(format!(".{}.json.new", SOME.0.to_hex()));
    std::fs::write(&left, b"{\"format\"").unwrap();
    assert!(matches!(keyring.tenant_keys(SOME), Err(TenantKeysError::Unknown)));
    keyring.make_tenant_keys(SOME).unwrap();
    assert!(!left.exists());
    let key = file_key(&keyring, SOME);
    std::fs::write(&left, b"{\"format\"").unwrap();
    assert_eq!(file_key(&keyring, SOME), key);
    keyring.destroy_tenant_keys(SOME).unwrap();
    assert!(!left.exists(), "it may hold wraps too");
}

#[test]
fn no_file_and_no_debug_tells_a_key() {
    let machine = Machine::new();
    let keyring = machine.init();
    let by = passphrase("correct horse battery");
    keyring.add_at(&by, Cost::SMALL).unwrap();
    keyring.make_tenant_keys(SOME).unwrap();
    let keys = [keyring.tenant_keys(SOME).unwrap(), keyring.platform().unwrap()];
    let mut secrets: Vec<[u8; 32]> =
        keys.iter().flat_map(|keys| [*keys.file.reveal(), *keys.blob.reveal(), *keys.purpose.reveal()]).collect();
    secrets.push(keyring.with_root(|root| *root.key.reveal()).unwrap());
    let key_file = std::fs::read_to_string(machine.elsewhere.path().join("root.key")).unwrap();
    secrets.push(crate::hex::Hex::<32>::decode(key_file.trim_end()).unwrap().0);

    let tells = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        let key = |key: &[u8; 32]| bytes.windows(32).any(|window| window == key) || text.contains(&crate::hex::Hex(*key).encode());
        secrets.iter().any(key) || text.contains("correct horse")
    };
    let mut files = 0;
    for entry in std::fs::read_dir(machine.disk.path().join("keyring")).unwrap() {
        let path = entry.unwrap().path();
        assert!(!tells(&std::fs::read(&path).unwrap()), "{}", path.display());
        files += 1;
    }
    assert_eq!(files, 2);
    assert!(tells(key_file.as_bytes()), "the scan finds what is there");
    assert!(!tells(format!("{keyring:?} {:?} {by:?} {:?}", keys[0], keyring.node_key("pepper")).as_bytes()));
    assert_eq!(format!("{keyring:?}"), "Keyring(unsealed)");
}
