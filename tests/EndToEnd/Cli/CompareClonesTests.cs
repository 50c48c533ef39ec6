using System.Runtime.Versioning;
using System.Text.Json;
using Headroom.Cli.Demo;
using Headroom.Experiments.Clusters;
using Headroom.Tests.EndToEnd.Experiments;
using Npgsql;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Cli;

/// <summary>A server with the sample's database, for all tests of arms on clones.</summary>
[SupportedOSPlatform("linux")]
public sealed class SeededClipper : IAsyncLifetime
{
    private readonly Place _place = new();
    private readonly ClipperSample _sample = ClipperSample.Find(TimeProvider.System);
    private PrivateCluster? _cluster;

    public string Connection => _cluster!.AdminConnectionString("clipper");

    /// <summary>Serves at the arm's URL, with the database that its environment names.</summary>
    public string Command => $"exec env CLIPPER_DEFECTS=none '{_sample.Executable}' serve --urls $URL";

    public async ValueTask InitializeAsync()
    {
        _cluster = await PrivateCluster.StartAsync(await Place.FindPostgresAsync(), _place.Journal, TimeProvider.System, TestContext.Current.CancellationToken);
        await TextAsync("postgres", "CREATE DATABASE clipper");
        await TextAsync("clipper", "CREATE EXTENSION pg_stat_statements");
        await _sample.CommandAsync("migrate up", Connection, "none", TestContext.Current.CancellationToken);
        await _sample.CommandAsync("seed --clips 2000", Connection, "none", TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await (_cluster?.DisposeAsync() ?? default);
        _place.Dispose();
    }

    public Task<string> DatabasesAsync() => TextAsync("postgres", "SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database");

    public Task<string> TitleAsync() => TextAsync("clipper", "SELECT title FROM clips WHERE id = 1");

    private async Task<string> TextAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection($"{_cluster!.AdminConnectionString(database)};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToString(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)) ?? "";
    }
}

/// <summary><c>headroom compare</c> with the arms on clones of one database: remedies that help, spoil, fail, and cannot be taken back.</summary>
[SupportedOSPlatform("linux")]
public sealed class CompareClonesTests(SeededClipper clipper) : IClassFixture<SeededClipper>, IDisposable
{
    private const string Spoiling = "UPDATE clips SET title = 'spoilt' WHERE id = 1;\n";

    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task A_remedy_is_measured_on_a_clone_of_its_own_and_taken_back()
    {
        _tool.Write("up.sql", "CREATE INDEX CONCURRENTLY clips_title ON clips (title);\nANALYZE clips;\n");
        _tool.Write("down.sql", "DROP INDEX CONCURRENTLY clips_title;\n");

        var answer = await CompareAsync(
            "--remedy", "up.sql", "--down", "down.sql", "--test", "test -n \"$CLIPPER_POSTGRES\"", "--budget", "120s", "--out", "run", "--json");

        var result = JsonDocument.Parse(answer.Output).RootElement;
        var verdict = result.GetProperty("verdict").GetString();
        answer.Code.ShouldBe(verdict switch { "improved" or "equivalent" => 0, "regressed" => 1, _ => 3 }, answer.All);
        result.GetProperty("b").GetProperty("database").GetString().ShouldBe("a clone with up.sql");
        var guards = result.GetProperty("guards").EnumerateArray().ToDictionary(guard => guard.GetProperty("name").GetString()!, guard => guard.GetProperty("passed"));
        string[] held = ["answers", "tests", "remedy", "down"];
        held.ShouldAllBe(name => guards[name].ValueKind == JsonValueKind.True, answer.All);
        var remedy = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_tool.Folder, "run", "evidence", "remedy.json"))).RootElement;
        remedy.GetProperty("changed").EnumerateArray().Select(item => item.GetString()).ShouldBe(["index public.clips_title"]);
        remedy.GetProperty("left").GetArrayLength().ShouldBe(0);
        var blocks = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_tool.Folder, "run", "evidence", "blocks.json"))).RootElement;
        blocks.GetProperty("pilot").GetProperty("pairs")[0].GetProperty("b").GetProperty("work").GetProperty("statements").GetDouble().ShouldBeGreaterThan(0);
        await NothingRemainsAsync();
    }

    [Fact]
    public async Task A_remedy_that_changes_what_is_answered_fails_and_the_source_stays_as_it_was()
    {
        var title = await clipper.TitleAsync();
        _tool.Write("up.sql", Spoiling);

        var answer = await CompareAsync("--remedy", "up.sql");

        answer.Code.ShouldBe(1, answer.All);
        answer.Output.ShouldContain("REGRESSED: B answers otherwise than A: GET /clips/1");
        Unfolded(answer.Output).ShouldContain("on a clone with up.sql");
        answer.Output.ShouldContain("not judged  remedy: up.sql leaves the schema as it is");
        answer.Output.ShouldContain("not judged  down: no --down was given");
        (await clipper.TitleAsync()).ShouldBe(title);
        await NothingRemainsAsync();
    }

    [Fact]
    public async Task A_remedy_whose_down_fails_is_told_and_its_clone_is_dropped()
    {
        var answer = await RegressesAsync(down: "-- back\nDROP INDEX clips_titel;\n");

        answer.Output.ShouldContain("REGRESSED: the remedy cannot be taken back: down.sql:2: index \"clips_titel\" does not exist (42704)");
        answer.Output.ShouldContain("DOES NOT HOLD  down: ");
        await NothingRemainsAsync();
    }

    [Fact]
    public async Task A_down_that_leaves_something_behind_is_told()
    {
        var answer = await RegressesAsync(down: "ANALYZE clips;\n");

        answer.Output.ShouldContain("down.sql does not lead back to the schema that was there before: index public.clips_title");
    }

    [Fact]
    public async Task A_remedy_that_the_server_refuses_is_bad_input_with_its_line()
    {
        _tool.Write("up.sql", "CREATE INDEX clips_title ON clips (title);\nCREATE INDEX nobody ON clips (nothing);\n");

        var answer = await CompareAsync("--remedy", "up.sql");

        answer.Code.ShouldBe(2, answer.All);
        answer.Errors.ShouldContain("the remedy cannot be applied to a clone of the database: up.sql:2: column \"nothing\" does not exist (42703)");
        await NothingRemainsAsync();
    }

    [Fact]
    public async Task Arms_that_stay_at_another_database_are_not_compared()
    {
        var elsewhere = $"CLIPPER_POSTGRES={clipper.Connection}";

        var answer = await _tool.RunAsync([.. Arguments("HEADROOM_TEST_DATABASE"), "--env-a", elsewhere, "--env-b", elsewhere, "--env-b", "X=1"]);

        answer.Code.ShouldBe(2, answer.All);
        answer.Errors.ShouldContain("A answered its requests without its clone");
        answer.Errors.ShouldContain("HEADROOM_TEST_DATABASE");
        await NothingRemainsAsync();
    }

    [Fact]
    public async Task An_arm_that_does_not_start_on_its_clone_leaves_nothing()
    {
        _tool.Write("up.sql", Spoiling);

        var answer = await CompareAsync("--remedy", "up.sql", "--start-b", "echo no luck; exit 7");

        answer.Code.ShouldBe(3, answer.All);
        answer.Errors.ShouldContain("ended with exit code 7");
        await NothingRemainsAsync();
    }

    [Fact]
    public async Task An_interrupted_comparison_leaves_nothing()
    {
        _tool.Write("up.sql", "CREATE INDEX clips_title ON clips (title);\n");

        var answer = await _tool.InterruptedAsync([.. Arguments(), "--remedy", "up.sql", "--json"]);

        answer.Code.ShouldBe(130, answer.All);
        await NothingRemainsAsync();
    }

    // A remedy that changes what is answered, so that nothing is measured, and makes an index, which this does not take back.
    private async Task<Answer> RegressesAsync(string down)
    {
        _tool.Write("up.sql", Spoiling + "CREATE INDEX clips_title ON clips (title);\n");
        _tool.Write("down.sql", down);

        var answer = await CompareAsync("--remedy", "up.sql", "--down", "down.sql");

        answer.Code.ShouldBe(1, answer.All);
        return answer;
    }

    private Task<Answer> CompareAsync(params string[] options) => _tool.RunAsync([.. Arguments(), .. options]);

    private string[] Arguments(string variable = "CLIPPER_POSTGRES") =>
    [
        "compare", $"http://127.0.0.1:{FreePort.Next()}/clips/1", $"http://127.0.0.1:{FreePort.Next()}/clips/1",
        "--start", clipper.Command, "--postgres", clipper.Connection, "--postgres-env", variable,
    ];

    private async Task NothingRemainsAsync()
    {
        _tool.Processes().ShouldBeEmpty();
        Directory.GetFileSystemEntries(_tool.Journal).ShouldBeEmpty();
        (await clipper.DatabasesAsync()).ShouldNotContain("headroom_");
    }

    // Long lines are folded for the screen.
    private static string Unfolded(string output) => string.Join(' ', output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
