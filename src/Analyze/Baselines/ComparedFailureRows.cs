using Headroom.Analyze.Judge;
using Headroom.Model.Results;
using Headroom.Statistics;

namespace Headroom.Analyze.Baselines;

/// <summary>Failed requests and failed checks of a fresh run beside those of one that was recorded before.</summary>
/// <remarks>
/// The tests are those of <c>headroom diff</c>: Fisher's exact test, one-sided, adjusted by Holm over all rows, and a rise of a thousandth.
/// </remarks>
internal static class ComparedFailureRows
{
    /// <summary>Errors of the first kind that are accepted, 0..1, over all rows of a comparison.</summary>
    public const double Alpha = FailureDiffs.Alpha;

    /// <summary>A rise of a share (a ratio) below this is nobody's outage.</summary>
    public const double SmallRise = FailureDiffs.SmallRise;

    /// <summary>Of fewer requests than these (a count) in either run it proves nothing that they fail no more often.</summary>
    public const long Fewest = 20;

    /// <summary>The rows: those that got worse first, of those the ones that changed most.</summary>
    /// <param name="earlier">The run that was recorded before.</param>
    /// <param name="later">The fresh run.</param>
    /// <param name="pairs">Endpoints that both have.</param>
    /// <param name="likeness">What their loads let one say.</param>
    public static IReadOnlyList<ComparedFailures> Of(
        ImportedRun earlier, ImportedRun later, IReadOnlyList<(RouteTally Base, RouteTally Head)> pairs, LoadLikeness likeness)
    {
        List<Counts> rows = [.. Requests(earlier, later, pairs, likeness), .. Checks(earlier, later, likeness)];
        var adjusted = Holm.Adjusted([.. rows.Select(static row => row.PValue)]);
        return
        [
            .. rows.Zip(adjusted, static (row, p) => (Row: Judged(row, p), row.Rise))
                .OrderByDescending(static row => row.Row.Outcome == DiffOutcome.Worse)
                .ThenByDescending(static row => row.Row.Outcome == DiffOutcome.Better)
                .ThenByDescending(static row => Math.Abs(row.Rise)).ThenBy(static row => row.Row.Endpoint, StringComparer.Ordinal)
                .ThenBy(static row => row.Row.Check, StringComparer.Ordinal).Select(static row => row.Row),
        ];
    }

    /// <summary>
    /// Whether a row rose more than chance allows, and what the loads were keeps it from being judged: no pass, whatever the others say.
    /// </summary>
    public static bool IsOpen(ComparedFailures row) =>
        row is { NotJudged: not null, PValue: < Alpha }
            && ((double)row.HeadFailed / row.HeadTotal) - ((double)row.BaseFailed / row.BaseTotal) > SmallRise;

    /// <summary>Checks of the base run, without their groups, that the fresh one did not make.</summary>
    /// <param name="earlier">The run that was recorded before.</param>
    /// <param name="later">The fresh run.</param>
    public static IReadOnlyList<string> Unmade(ImportedRun earlier, ImportedRun later)
    {
        var common = CommonNames(earlier, later);
        return
        [
            .. Sums(earlier, common).Where(static was => was.Total > 0).ExceptBy(
                    Sums(later, common).Where(static now => now.Total > 0).Select(static now => now.Name),
                    static was => was.Name, StringComparer.Ordinal)
                .Select(static was => was.Name).Order(StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<Counts> Requests(
        ImportedRun earlier, ImportedRun later, IReadOnlyList<(RouteTally Base, RouteTally Head)> pairs, LoadLikeness likeness)
    {
        List<Counts> rows =
        [
            .. from pair in pairs
               where IsCounted(pair.Base) && IsCounted(pair.Head)
               select new Counts(
                   pair.Head.Name, null,
                   pair.Base.Failed!.Value, pair.Base.Requests!.Value, pair.Head.Failed!.Value, pair.Head.Requests!.Value,
                   likeness.At(pair.Base, pair.Head, later.DurationS / earlier.DurationS)),
        ];
        return rows.Count > 0 || Whole(earlier) is not { } was || Whole(later) is not { } now
            ? rows
            : [new Counts(FailureConcentrations.All, null, was.Failed, was.Requests, now.Failed, now.Requests, likeness)];
    }

    private static bool IsCounted(RouteTally tally) => tally is { Requests: > 0, Failed: not null } && tally.Failed <= tally.Requests;

    // Other endpoints make another mix: the sums are held against each other only where nothing finer is known.
    private static (long Failed, long Requests)? Whole(ImportedRun run) =>
        run is { Requests: > 0 and var requests, HttpReqFailed: { } share } ? ((long)Math.Round(requests * share.Value), requests) : null;

    private static IEnumerable<Counts> Checks(ImportedRun earlier, ImportedRun later, LoadLikeness likeness)
    {
        var common = CommonNames(earlier, later);
        return from was in Sums(earlier, common)
               join now in Sums(later, common) on was.Name equals now.Name
               where was.Total > 0 && now.Total > 0
               select new Counts(FailureConcentrations.All, was.Name, was.Failed, was.Total, now.Failed, now.Total, likeness);
    }

    private static HashSet<string> CommonNames(ImportedRun earlier, ImportedRun later) =>
        [.. (earlier.Checks ?? []).Select(static check => check.Name)
            .Intersect((later.Checks ?? []).Select(static check => check.Name), StringComparer.Ordinal)];

    // "Home::feed is 200" and "GET /feed::feed is 200" are one check, where no name that both runs have tells them apart; what several are
    // called is their sum.
    private static IEnumerable<(string Name, long Failed, long Total)> Sums(ImportedRun run, HashSet<string> common) => (run.Checks ?? [])
        .GroupBy(check => common.Contains(check.Name) ? check.Name : WithoutGroups(check.Name), StringComparer.Ordinal)
        .Select(static same => (same.Key, same.Sum(static check => check.Fails), same.Sum(static check => check.Fails + check.Passes)));

    private static string WithoutGroups(string check) =>
        check[(check.LastIndexOf("::", StringComparison.Ordinal) is >= 0 and var at ? at + 2 : 0)..];

    // A rise that chance does not explain is one however few the requests are: the exact test knows how many there were.
    private static ComparedFailures Judged(Counts row, double p)
    {
        var likeness = row.Likeness;
        var (outcome, why) = p < Alpha && row.Rise > SmallRise
            ? (likeness.NotWorse is null ? DiffOutcome.Worse : DiffOutcome.Same, likeness.NotWorse)
            : p < Alpha && row.Rise < -SmallRise ? (likeness.NotBetter is null ? DiffOutcome.Better : DiffOutcome.Same, likeness.NotBetter)
            : (DiffOutcome.Same, Math.Min(row.BaseTotal, row.HeadTotal) < Fewest ? $"fewer than {Fewest} requests" : likeness.NotBetter);
        return new ComparedFailures
        {
            Endpoint = row.Endpoint,
            Check = row.Check,
            BaseFailed = row.BaseFailed,
            BaseTotal = row.BaseTotal,
            HeadFailed = row.HeadFailed,
            HeadTotal = row.HeadTotal,
            PValue = p,
            Outcome = outcome,
            NotJudged = why,
        };
    }

    private sealed record Counts(
        string Endpoint, string? Check, long BaseFailed, long BaseTotal, long HeadFailed, long HeadTotal, LoadLikeness Likeness)
    {
        public double Rise => ((double)HeadFailed / HeadTotal) - ((double)BaseFailed / BaseTotal);

        public double PValue => Rise > 0
            ? FisherExact.Greater(BaseFailed, BaseTotal, HeadFailed, HeadTotal)
            : FisherExact.Greater(HeadFailed, HeadTotal, BaseFailed, BaseTotal);
    }
}
