package org.tidemark.rsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tidemark.journal.model.TidemarkException;

/** The forms of a destination are those of rsync. */
class DestinationTest {
  @ParameterizedTest
  @CsvSource({
    "/backup/mail, LOCAL, '', /backup/mail",
    "./a:b, LOCAL, '', ./a:b",
    "/a::b, LOCAL, '', /a::b",
    "host:/backup, SSH, host, /backup",
    "me@host:dir, SSH, me@host, dir",
    "host:~/dir, SSH, host, dir",
    "'host:a b:c', SSH, host, 'a b:c'",
    "[::1]:/backup, SSH, [::1], /backup",
    "host::module/dir, DAEMON, host, module/dir",
    "me@host::mo dule/a//b/, DAEMON, me@host, mo dule/a/b",
    "rsync://host/module/dir, DAEMON, host, module/dir",
    "rsync://me@host:8873/module/dir/, DAEMON, me@host:8873, module/dir",
    "rsync://[::1]:8873/module/dir, DAEMON, [::1]:8873, module/dir",
  })
  void formsAreTold(String text, Destination.Kind kind, String login, String path)
      throws Exception {
    assertThat(Destination.parse(text)).isEqualTo(new Destination(kind, login, path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host::module",
        "host::module/",
        "rsync://host/module",
        "rsync://host",
        "host::module/../other/x",
        "host::module/..",
        "host::module/a*b",
        "host:",
        "host:~other/x",
        "-oProxyCommand=x:/dir",
        "me@-x:/dir",
        "rsync:///module/dir",
      })
  void whatNamesNoDirectoryOfItsOwnIsRefused(String text) {
    assertThatThrownBy(() -> Destination.parse(text)).isInstanceOf(TidemarkException.class);
  }
}
