using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using System.Text.Json;
using Headroom.Experiments.Clusters;
using Headroom.Tests.EndToEnd.Cli;
using Headroom.Tests.EndToEnd.Experiments;
using Npgsql;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Corpus;

/// <summary>
/// Runs `headroom db audit` on every database of the corpus, and counts where it finds exactly the expected indexes. bench/index-corpus runs it and shows the table;
/// HEADROOM_CORPUS holds the beginnings of the names of the cases that are wanted ("001 04"), all when it is not set.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class CorpusTests
{
    private const string Workload = "workload.sql";

    [Fact(Explicit = true)]
    public async Task The_advisor_finds_exactly_the_expected_indexes()
    {
        var cases = Wanted();
        using var place = new Place();
        await using var cluster = await PrivateCluster.StartAsync(await Place.FindPostgresAsync(), place.Journal, TimeProvider.System, TestContext.Current.CancellationToken);
        await using var table = new StreamWriter(TablePath()) { AutoFlush = true };
        Say("| case | expected | got | exact | s | notes |");
        Say("|---|---|---|---|---|---|");
        List<Row> rows = [];
        foreach (var corpusCase in cases)
        {
            rows.Add(await RunAsync(cluster, corpusCase));
            Say(rows[^1].Text);
        }

        Say($"exact {rows.Count(row => row.Exact)} of {rows.Count}; harmful {rows.Sum(row => row.Harmful)}");
        rows.ShouldNotBeEmpty();
        rows.ShouldAllBe(row => row.Exact && row.Harmful == 0);

        void Say(string line)
        {
            Console.Out.WriteLine(line);
            table.WriteLine(line);
        }
    }

    private static IReadOnlyList<CorpusCase> Wanted()
    {
        var names = (Environment.GetEnvironmentVariable("HEADROOM_CORPUS") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. CorpusCase.All().Where(each => names.Length == 0 || names.Any(name => each.Name.StartsWith(name, StringComparison.Ordinal)))];
    }

    private static async Task<Row> RunAsync(PrivateCluster cluster, CorpusCase corpusCase)
    {
        var database = $"corpus_{corpusCase.Name[..3]}";
        await ExecuteAsync(cluster, "postgres", $"CREATE DATABASE {database}");
        try
        {
            await ExecuteAsync(cluster, database, [.. SqlStatements.Of(corpusCase.Schema)]);
            using var tool = new Tool();
            tool.Write(Workload, corpusCase.Workload);
            var connection = To(cluster, database);
            var begun = Stopwatch.GetTimestamp();
            var answer = await tool.RunAsync("db", "audit", "--postgres", connection, "--workload", Workload, "--json", "--out", "run");
            var took = Stopwatch.GetElapsedTime(begun);
            return await JudgeAsync(corpusCase, connection, answer, took);
        }
        finally
        {
            await ExecuteAsync(cluster, "postgres", $"DROP DATABASE {database} WITH (FORCE)");
        }
    }

    private static async Task<Row> JudgeAsync(CorpusCase corpusCase, string connection, Answer answer, TimeSpan took)
    {
        CaseVerdict verdict;
        try
        {
            verdict = CaseVerdict.Of(corpusCase, answer.Output);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or FormatException)
        {
            return new Row(false, 0, Line(corpusCase, "(no result)", false, took, $"exit code {answer.Code}: {error.Message} {Tail(answer.All)}"));
        }

        var harmed = await HarmCheck.HarmedAsync(connection, corpusCase, verdict.Creating);
        var got = verdict.Got.Count == 0 ? "none" : string.Join(" + ", verdict.Got);
        var notes = string.Join("; ", [.. verdict.Notes, .. harmed.Select(name => $"HARMS {name}")]);
        return new Row(verdict.Exact, harmed.Count, Line(corpusCase, got, verdict.Exact, took, notes));
    }

    private static string Line(CorpusCase corpusCase, string got, bool exact, TimeSpan took, string notes)
    {
        var expected = corpusCase.Expected.Count == 0 ? "none" : string.Join(" + ", corpusCase.Expected.Select(alternatives => IndexText.Normalise(alternatives[0])));
        return $"| {corpusCase.Name} | {Cell(expected)} | {Cell(got)} | {(exact ? "exact" : "NO")} | {took.TotalSeconds:0.0} | {Cell(notes)} |";
    }

    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);

    private static string Tail(string text) => text.Length <= 300 ? text : text[^300..];

    private static async Task ExecuteAsync(PrivateCluster cluster, string database, params string[] statements)
    {
        await using var connection = new NpgsqlConnection(To(cluster, database));
        await connection.OpenAsync();
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static string To(PrivateCluster cluster, string database) =>
        new NpgsqlConnectionStringBuilder(cluster.AdminConnectionString(database)) { Pooling = false, CommandTimeout = 120 }.ConnectionString;

    private static string TablePath([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../artifacts/index-corpus.md"));

    private sealed record Row(bool Exact, int Harmful, string Text);
}
