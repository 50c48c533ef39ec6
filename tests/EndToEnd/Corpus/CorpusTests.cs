using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using System.Text.Json;
using Headroom.Experiments.Clusters;
using Headroom.Tests.EndToEnd.Cli;
using Headroom.Tests.EndToEnd.Experiments;
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

    /// <summary>Every twelfth case, in every test run; what an index harms is counted on all of them.</summary>
    private const int Stride = 12;

    /// <summary>The share of the cases (a ratio) that has to be exact on a machine that others use, too.</summary>
    private const double Exact = 0.9;

    [Fact]
    public async Task A_sample_of_the_cases_gets_exactly_the_expected_indexes_and_no_harm()
    {
        var rows = await RunAllAsync([.. CorpusCase.All().Where((_, place) => place % Stride == 0)]);

        rows.Sum(row => row.Harmful).ShouldBe(0);
        rows.Count(row => row.Exact).ShouldBeGreaterThanOrEqualTo((int)(Exact * rows.Count), string.Join('\n', rows.Select(row => row.Text)));
    }

    [Fact(Explicit = true)]
    public async Task The_advisor_finds_exactly_the_expected_indexes()
    {
        var rows = await RunAllAsync(Wanted());
        rows.ShouldNotBeEmpty();
        rows.Count(row => row.Exact && row.Harmful == 0).ShouldBe(rows.Count);
    }

    private static async Task<List<Row>> RunAllAsync(IReadOnlyList<CorpusCase> cases)
    {
        using var place = new Place();
        await using var cluster = await PrivateCluster.StartAsync(
            await Place.FindPostgresAsync(), place.Journal, TimeProvider.System, TestContext.Current.CancellationToken);
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
        return rows;

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
        await using var database = await CaseDatabase.CreateAsync(cluster, corpusCase);
        using var tool = new Tool();
        tool.Write(Workload, corpusCase.Workload);
        var begun = Stopwatch.GetTimestamp();
        try
        {
            var answer = await tool.RunAsync("db", "audit", "--postgres", database.ConnectionString, "--workload", Workload, "--json", "--out", "run");
            return await JudgeAsync(corpusCase, database.ConnectionString, answer, Stopwatch.GetElapsedTime(begun));
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return new Row(false, 0, Line(corpusCase, "(no result)", false, Stopwatch.GetElapsedTime(begun), "not done within the time limit"));
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
            var said = Tail(answer.All.Replace(connection, "CONN", StringComparison.Ordinal));
            return new Row(false, 0, Line(corpusCase, "(no result)", false, took, $"exit code {answer.Code}: {error.GetType().Name}; {said}"));
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

    private static string TablePath([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../artifacts/index-corpus.md"));

    private sealed record Row(bool Exact, int Harmful, string Text);
}
