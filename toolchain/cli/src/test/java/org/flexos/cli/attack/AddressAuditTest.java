package org.flexos.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.flexos.cli.Cli;
import org.flexos.cli.guest.EchoGuest;
import org.flexos.cli.guest.RedisGuest;
import org.flexos.cli.pipeline.BuildRequest;
import org.flexos.cli.pipeline.LooseBuild;
import org.flexos.exec.Accelerator;
import org.flexos.exec.GuestDevices;
import org.flexos.exec.GuestRun;
import org.flexos.exec.QemuRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

/** Attack A16: addresses of others in what crosses, in what leaves, and in what is printed. */
@Tag("guest")
class AddressAuditTest {
  /** As programs print pointers: none is below 2 MiB. */
  private static final String PRINTED = "(?s).*\\b0x[0-9a-fA-F]{6,}.*";

  private static final Duration LIMIT = Duration.ofSeconds(120);

  @TempDir private Path folder;

  private static void isClean(String said) {
    assertThat(said)
        .contains(AddressAudit.BEGAN)
        .doesNotContain(AddressAudit.FOUND)
        .doesNotMatch(PRINTED);
  }

  /** Each test application calls what its libraries offer, mistakes included. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "os/tests/poll   | --icount --profile apart        | poll: all passed",
        "os/tests/poll   | --icount --profile timers-apart | poll: all passed",
        "os/tests/vfs    | --icount --profile apart        | vfs: all passed",
        "os/tests/files  | --profile private -- one 'two words' | files: all passed",
        "os/tests/uio    | --icount                        | uio: all passed",
        "os/tests/liar   | --profile sched                 | names: 0, nothing else written",
        "os/tests/musl   | --profile vfs-apart -- 'env.GREETING=good day' -- | musl: all passed",
      })
  void nothingThatCrossesIsAnAddressOfOthers(String application, String options, String lastWords)
      throws IOException {
    String[] split =
        Arrays.stream(options.split(" (?=(?:[^']*'[^']*')*[^']*$)"))
            .map(o -> o.replace("'", ""))
            .toArray(String[]::new);
    Cli.Result result = new ChangedGuest(application, folder).run(AddressAudit.changes(), split);
    assertThat(result.out()).as(result.err()).contains(lastWords);
    isClean(result.out());
  }

  /** Of gates that copy nothing, too. */
  @ParameterizedTest
  @CsvSource({
    "os/tests/poll,apart,poll: all passed",
    "os/tests/poll,timers-apart,poll: all passed",
    "os/tests/liar,,names: 0",
    "os/tests/liar,sched,names: 0",
  })
  void noResultIsAnAddressOfOthers(String application, String profile, String lastWords)
      throws IOException {
    String said = showResults(application, profile, AddressAudit.changes());
    assertThat(said).contains(lastWords);
    isClean(said);
  }

  private String showResults(String application, String profile, List<Guard.Change> changes)
      throws IOException {
    Path home = new ChangedGuest(application, folder).sources(changes);
    var request =
        new BuildRequest(
            home.resolve(application),
            Optional.ofNullable(profile),
            Optional.empty(),
            Optional.empty());
    Path image =
        LooseBuild.build(Lab.session(home), request, AddressAudit::gates, folder.resolve("parts"))
            .stripped();
    var console = new ByteArrayOutputStream();
    var run =
        new GuestRun(
            image,
            Optional.empty(),
            GuestRun.DEFAULT_MEMORY_MIB,
            Accelerator.TCG,
            true,
            List.of(),
            GuestDevices.NONE,
            LIMIT);
    new QemuRunner(line -> {}).run(run, console);
    return console.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void norWhatCrossesBetweenFilesAndAServerOfTheHost() throws IOException {
    Path volume = Files.createDirectory(folder.resolve("volume"));
    Cli.Result result =
        new ChangedGuest("os/tests/volume", Files.createDirectory(folder.resolve("sources")))
            .run(AddressAudit.withoutImage(), "--profile", "apart", "--volume", volume + ":/data");
    assertThat(result.out()).as(result.err()).contains("volume: all passed");
    isClean(result.out());
  }

  @ParameterizedTest
  @CsvSource({"three-way", "socket-apart"})
  void norWhatCrossesBetweenAProgramAndTheNetwork(String profile) throws IOException {
    String application = "os/tests/net";
    Path home = new ChangedGuest(application, folder).sources(AddressAudit.changes());
    try (var guest = new EchoGuest(home, application, List.of("--profile", profile), List.of())) {
      for (int i = 0; i < 20; i++) {
        try (Socket socket = guest.connect()) {
          EchoGuest.echo(socket, "connection " + "x".repeat(i * i * i));
        }
      }
      isClean(guest.quit().out());
    }
  }

  /** Nor what clients are answered. */
  @Test
  void norAnythingThatRedisSays() throws IOException {
    Path home = new ChangedGuest("apps/redis", folder).sources(AddressAudit.changes());
    var said = new ArrayList<String>();
    try (var guest = new RedisGuest(home, "apps/redis", List.of("--profile", "three-way"))) {
      try (Jedis client = guest.connect()) {
        for (String line :
            List.of(
                "SET key value",
                "GET key",
                "OBJECT ENCODING key",
                "RPUSH list 1 2 3",
                "HSET hash field value",
                "XADD stream * a b",
                "CLIENT LIST",
                "CONFIG GET *",
                "COMMAND DOCS get",
                "SLOWLOG GET",
                "LATENCY DOCTOR",
                "MEMORY STATS",
                "MODULE LIST",
                "INFO everything")) {
          said.add(answer(client, line.split(" ")));
        }
      }
      isClean(guest.shutdown().out());
    }
    assertThat(said).hasSize(14).noneMatch(answer -> answer.matches(PRINTED));
  }

  private static String answer(Jedis client, String... words) {
    Object answer =
        client.sendCommand(
            Protocol.Command.valueOf(words[0]), Arrays.copyOfRange(words, 1, words.length));
    return text(answer);
  }

  private static String text(Object answer) {
    if (answer instanceof byte[] bytes) {
      return new String(bytes);
    }
    return answer instanceof List<?> list
        ? list.stream().map(AddressAuditTest::text).toList().toString()
        : String.valueOf(answer);
  }

  /** The controls: whoever gives an address away is found. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "os/lib/ramfs/ramfs.c | out->node = node + 1; | out->node = (uint64_t)n; | comes back",
        "os/lib/vfscore/stat.c | return uk_sys_newfstatat(UK_AT_FDCWD, path, out, 0); | return (long)out; | is the result",
      })
  void whoeverGivesAnAddressAwayIsFound(String file, String honest, String leak, String how)
      throws IOException {
    Cli.Result result =
        new ChangedGuest("os/tests/vfs", folder)
            .run(
                AddressAudit.with(new Guard.Change(file, honest, leak)),
                "--icount",
                "--profile",
                "apart");
    assertThat(result.out()).as(result.err()).contains(AddressAudit.FOUND + how);
  }

  @Test
  void soIsANumberThatIsOne() throws IOException {
    var leak =
        new Guard.Change(
            "os/external/lwip/glue/sockets.c",
            "int uk_inet_listen(int socket, int backlog)\n{\n",
            """
            int uk_inet_listen(int socket, int backlog)
            {
                static int state;
                if (socket >= 0)
                    return (int)(long)&state;
            """);
    assertThat(showResults("os/tests/liar", null, AddressAudit.with(leak)))
        .contains(AddressAudit.FOUND + "is a result");
  }

  @Test
  void soIsADriverThatSendsOne() throws IOException {
    var leak =
        new Guard.Change(
            "os/lib/virtio-net/virtio_net.c",
            "    *header = (struct net_header){0};\n",
            """
                *header = (struct net_header){0};
                *(const void **)((uint8_t *)header + (frame->length & ~7U)) = &units[unit];
            """);
    Path home = new ChangedGuest("os/tests/net", folder).sources(AddressAudit.with(leak));
    Cli.Result result =
        Cli.runIn(
            home,
            "run",
            home.resolve("os/tests/net").toString(),
            "--profile",
            "three-way",
            "--timeout",
            "5");
    assertThat(result.out()).as(result.err()).contains(AddressAudit.FOUND + "leaves");
  }
}
