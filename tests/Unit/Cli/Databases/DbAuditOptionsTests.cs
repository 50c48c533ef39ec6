using Headroom.Cli;
using Headroom.Cli.Databases;
using Headroom.Model.Findings;
using Headroom.Tests.Unit.Experiments.Journal;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Databases;

public sealed class DbAuditOptionsTests : IDisposable
{
    private readonly TemporaryFolder _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Defaults_are_the_documented_ones()
    {
        var options = Read(new DbAuditArguments { Postgres = "Host=127.0.0.1;Database=shop" });

        options.FailOn.ShouldBeNull();
        options.Folder.ShouldStartWith("runs");
        options.Folder.ShouldEndWith("-db-shop");
        var request = options.Request;
        (request.Workload, request.GivenClone, request.PoolConsole, request.Plan.Probes.Growth).ShouldBe((null, null, null, false));
        request.Logs.ShouldBeEmpty();
        var database = request.Plan.Database.ShouldNotBeNull();
        (database.Window, database.Clones, database.Workload).ShouldBe((TimeSpan.FromSeconds(30), "auto", null));
    }

    [Fact]
    public void What_is_asked_for_reaches_the_audit()
    {
        var options = Read(Said() with { CloneMode = "Host=copy", Window = 0, PoolConsole = "Host=pool", Growth = true, FailOn = "High" });

        (options.FailOn, options.Folder).ShouldBe((Severity.High, _place.Sub("run")));
        var request = options.Request;
        (request.Connection, request.GivenClone, request.PoolConsole).ShouldBe(("Host=127.0.0.1;Database=shop", "Host=copy", "Host=pool"));
        request.Workload.ShouldNotBeNull().Statements.ShouldHaveSingleItem().Name.ShouldBe("one");
        request.Logs.ShouldHaveSingleItem();
        request.Plan.Probes.Growth.ShouldBeTrue();
        var database = request.Plan.Database.ShouldNotBeNull();
        (database.Window, database.Clones).ShouldBe((TimeSpan.Zero, "given"));
        request.Plan.Service.Url.ShouldBe(new Uri("postgres://127.0.0.1:5432/shop"));
    }

    [Theory]
    [InlineData("postgres://me@[::1]:5433/shop", "postgres://[::1]:5433/shop")]
    [InlineData("postgres://me@/shop?host=/var/run/postgresql", "postgres://localhost:5432/shop")]
    [InlineData("host=localhost dbname='a;b'", "postgres://localhost:5432/a%3Bb")]
    [InlineData("Host=127.0.0.1:5433;Database=shop", "postgres://127.0.0.1:5433/shop")]
    [InlineData("host=@shop dbname=shop", "postgres://localhost:5432/shop")]
    public void The_server_is_told_by_its_address(string postgres, string told) =>
        Read(Said() with { Postgres = postgres }).Request.Plan.Service.Url.ShouldBe(new Uri(told));

    [Fact]
    public void All_mistakes_are_told_at_once_each_with_its_option()
    {
        var said = Said() with
        {
            Postgres = "Host=h;Databse=sekret",
            Workload = Written("bad.sql", "-- name: a\n-- calls: many\nSELECT 1;\n"),
            CloneMode = "maybe",
            Window = -1,
            Logs = [Written("server.log", ""), _place.Sub("absent.log"), _place.Sub("gone.log")],
            PoolConsole = "sekret",
            FailOn = "terrible",
            Out = Written("file.txt", ""),
        };

        var lines = Should.Throw<BadInputException>(() => Read(said)).Lines;

        string[] expected =
        [
            "--postgres: 'databse' is no keyword", "bad.sql: line 2, column 1: -- calls: many", "--clone: expected auto, never or",
            "--window: -1; expected seconds from 0 to 86400", "absent.log: no such file", "gone.log: no such file", "--pgbouncer: cannot be read",
            "--fail-on: terrible; expected low, medium, high or critical", "file.txt is a file; expected a new or empty folder",
        ];
        foreach (var part in expected)
        {
            lines.ShouldContain(line => line.Contains(part, StringComparison.Ordinal), string.Join('\n', lines));
        }

        lines.Count.ShouldBe(expected.Length, string.Join('\n', lines));
        lines.ShouldAllBe(line => !line.Contains("sekret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(86_400, true)]
    [InlineData(-1, false)]
    [InlineData(86_401, false)]
    public void A_window_is_at_most_a_day(int seconds, bool isOne)
    {
        var said = Said() with { Window = seconds };

        if (isOne)
        {
            Read(said).Request.Plan.Database!.Window.ShouldBe(TimeSpan.FromSeconds(seconds));
        }
        else
        {
            Should.Throw<BadInputException>(() => Read(said)).Lines.ShouldHaveSingleItem().ShouldStartWith("--window: ");
        }
    }

    [Fact]
    public void Nothing_of_a_connection_is_ever_said() =>
        (Said() with { Postgres = "Host=h;Password=sekret" }).ToString().ShouldNotContain("sekret");

    private static DbAuditOptions Read(DbAuditArguments said) => DbAuditOptions.Read(said, TimeProvider.System);

    private DbAuditArguments Said() => new()
    {
        Postgres = "Host=127.0.0.1;Database=shop",
        Workload = Written("workload.sql", "-- name: one\nSELECT 1;\n"),
        Logs = [Written("postgresql.log", "")],
        Out = _place.Sub("run"),
    };

    private string Written(string name, string text)
    {
        File.WriteAllText(_place.Sub(name), text);
        return _place.Sub(name);
    }
}
