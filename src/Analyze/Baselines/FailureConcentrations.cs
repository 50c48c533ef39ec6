using System.Globalization;
using Headroom.Analyze.Judge;
using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Statistics;

namespace Headroom.Analyze.Baselines;

/// <summary>Where the failures of a recorded run sit.</summary>
/// <param name="Endpoints">
/// Endpoints that fail more often than the rest of the run, the most failures first; where nothing tells how many requests there were, all
/// that failed, without a p value.
/// </param>
/// <param name="Spread">The failures of the endpoints that do not stand out, together; null when none of them failed.</param>
/// <param name="Untold">Why it cannot be told where the failures are, or where a part of them is; else null.</param>
public sealed record FailurePlaces(IReadOnlyList<FailureConcentration> Endpoints, FailureConcentration? Spread, string? Untold);

/// <summary>Finds the endpoints that hold more of a run's failures than their share of its requests.</summary>
/// <remarks>
/// Each endpoint and the rest of the run are one 2x2 table, judged by Fisher's exact test, one-sided; the p values are adjusted for all
/// endpoints together (Holm). What stands out is taken away and the others are held against each other again, so that the worst endpoint
/// does not hide the next: as a round follows only upon one that found something, a run whose endpoints all fail alike has one round.
/// Failures come in bursts, so that the test is a screen: besides the p value the endpoint must fail a tenth of a percent of its requests
/// more often.
/// <para><b>Source:</b> Fisher 1922, Holm 1979, as in <c>headroom diff</c>.</para>
/// </remarks>
public static class FailureConcentrations
{
    /// <summary>What stands for the run as a whole.</summary>
    public const string All = "all endpoints";

    /// <summary>What stands for the endpoints that do not stand out.</summary>
    public const string Others = "all others";

    /// <summary>Errors of the first kind that are accepted, 0..1, over all endpoints of a run.</summary>
    private const double Alpha = FailureDiffs.Alpha;

    /// <summary>A difference of the shares (a ratio) below this is nobody's outage.</summary>
    private const double SmallRise = FailureDiffs.SmallRise;

    /// <summary>Rounds at most (a count).</summary>
    private const int MostRounds = 10;

    /// <summary>A sum of failures that differs by less than this part from the run's own is rounded otherwise, no more.</summary>
    private const double Rounding = 0.001;

    /// <summary>The places.</summary>
    /// <param name="run">The run.</param>
    /// <param name="probe">What the limit probe saw of the same service, or null.</param>
    public static FailurePlaces Of(ImportedRun run, LimitProbe? probe)
    {
        List<ImportedEndpoint> counted =
            [.. (run.Endpoints ?? [])
                .Where(static endpoint => endpoint is { Requests: > 0, Failed: not null } && endpoint.Failed <= endpoint.Requests)];
        if (counted.Count == 0)
        {
            if (Uncounted(run, probe) is [_, ..] listed)
            {
                return new FailurePlaces(
                    listed, Spread: null, $"the form ({run.Form}) does not tell how many requests its endpoints had: none can stand out");
            }

            var untold = run.HttpReqFailed is { Value: 0 }
                ? null
                : $"the form ({run.Form}) does not tell the failures of its endpoints apart";
            return new FailurePlaces([], AsWhole(run), untold);
        }

        List<ImportedEndpoint> rest = [.. counted];
        List<FailureConcentration> places = [];
        for (var round = 0; round < MostRounds && StandingOut(rest) is [_, ..] found; round++)
        {
            places.AddRange(
                found.Select(each => Told(each.Endpoint, [each.Endpoint], probe, (each.OtherRequests, each.OtherFailed), each.Adjusted)));
            rest = [.. rest.Where(endpoint => !found.Exists(each => ReferenceEquals(each.Endpoint, endpoint)))];
        }

        var whole = rest.TrueForAll(static endpoint => endpoint.Failed == 0) ? null
            : places.Count > 0 ? Merged(rest, Others) : rest is [var only] ? only : Merged(rest, All);
        return new FailurePlaces(
            [.. places.OrderByDescending(static place => place.Failed).ThenBy(static place => place.Endpoint, StringComparer.Ordinal)],
            whole is null ? null : Told(whole, rest, probe, (0, 0), p: null),
            Elsewhere(run, counted.Sum(static endpoint => endpoint.Failed!.Value)));
    }

    // A list of failures tells the endpoints apart, but not how many requests there were.
    private static List<FailureConcentration> Uncounted(ImportedRun run, LimitProbe? probe) =>
    [
        .. (run.Endpoints ?? []).Where(static endpoint => endpoint is { Requests: null, Failed: > 0 })
            .Select(endpoint => Told(endpoint, [endpoint], probe, (0, 0), p: null))
            .OrderByDescending(static place => place.Failed).ThenBy(static place => place.Endpoint, StringComparer.Ordinal),
    ];

    private static List<Candidate> StandingOut(List<ImportedEndpoint> endpoints)
    {
        var (requests, failed) =
            (endpoints.Sum(static endpoint => endpoint.Requests!.Value), endpoints.Sum(static endpoint => endpoint.Failed!.Value));
        List<Candidate> candidates = [.. endpoints.Select(endpoint =>
            new Candidate(endpoint, requests - endpoint.Requests!.Value, failed - endpoint.Failed!.Value))];
        var adjusted = Holm.Adjusted([.. candidates.Select(static candidate => candidate.PValue)]);
        return [.. candidates.Zip(adjusted, static (candidate, p) => candidate with { Adjusted = p })
            .Where(static each => each.Adjusted < Alpha && each.Rise > SmallRise)];
    }

    // A form may tell some endpoints apart and not the others.
    private static string? Elsewhere(ImportedRun run, long told)
    {
        var all = FailedOf(run);
        return all - told > Math.Max(1, Rounding * all)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{all - told} of {all} failures are of requests that the form ({run.Form}) does not tell apart")
            : null;
    }

    private static long FailedOf(ImportedRun run) =>
        run is { Requests: > 0 and var requests, HttpReqFailed: { } share } ? (long)Math.Round(requests * share.Value) : 0;

    private static FailureConcentration? AsWhole(ImportedRun run)
    {
        var whole = new ImportedEndpoint { Name = All, Requests = run.Requests, Failed = FailedOf(run) };
        return whole.Failed > 0 ? Told(whole, [whole], probe: null, (0, 0), p: null) : null;
    }

    private static FailureConcentration Told(
        ImportedEndpoint endpoint, IReadOnlyList<ImportedEndpoint> parts, LimitProbe? probe, (long Requests, long Failed) others, double? p)
    {
        var (verdict, reasons) = parts is [var only]
            ? FailureVerdicts.Of(only, BurstOf(only, probe))
            : FailureVerdicts.OfAll(endpoint, [.. parts.Select(part => (part, BurstOf(part, probe)))]);
        return new FailureConcentration
        {
            Endpoint = EndpointNames.Shown(endpoint.Name, endpoint.Method),
            IsWrite = EndpointNames.IsWrite(endpoint.Name, endpoint.Method),
            Requests = endpoint.Requests ?? 0,
            Failed = endpoint.Failed ?? 0,
            OtherRequests = others.Requests,
            OtherFailed = others.Failed,
            PValue = p,
            Verdict = verdict,
            Reasons = reasons,
        };
    }

    private static EndpointBurst? BurstOf(ImportedEndpoint endpoint, LimitProbe? probe) =>
        EndpointNames.RouteOf(endpoint.Name, endpoint.Method) is { } route
            ? probe?.Endpoints.FirstOrDefault(burst =>
                EndpointNames.RouteOf(burst.Endpoint) is { } other && EndpointNames.AreOne(route, other))
            : null;

    private static ImportedEndpoint Merged(List<ImportedEndpoint> endpoints, string name) => new()
    {
        Name = name,
        Requests = endpoints.Sum(static endpoint => endpoint.Requests!.Value),
        Failed = endpoints.Sum(static endpoint => endpoint.Failed!.Value),
        Status = endpoints.TrueForAll(static endpoint => endpoint.Status is not null)
            ? Sum(endpoints.Select(static endpoint => endpoint.Status!))
            : null,
        Errors = endpoints.Exists(static endpoint => endpoint.Errors is not null)
            ? Sum(endpoints.Select(static endpoint => endpoint.Errors).OfType<IReadOnlyDictionary<string, long>>())
            : null,
        FailedByClass = endpoints.TrueForAll(static endpoint => endpoint is { Failed: 0 } or { FailedByClass: not null })
            ? Sum(endpoints.Select(static endpoint => endpoint.FailedByClass).OfType<IReadOnlyDictionary<string, long>>())
            : null,
        RetryAfter = endpoints.TrueForAll(static endpoint => endpoint.RetryAfter is not null)
            ? Sum(endpoints.Select(static endpoint => endpoint.RetryAfter!))
            : null,
    };

    private static SortedDictionary<string, long> Sum(IEnumerable<IReadOnlyDictionary<string, long>> counts) => new(
        counts.SelectMany(static each => each).GroupBy(static count => count.Key, StringComparer.Ordinal)
            .ToDictionary(static same => same.Key, static same => same.Sum(static count => count.Value)),
        StringComparer.Ordinal);

    private sealed record Candidate(ImportedEndpoint Endpoint, long OtherRequests, long OtherFailed)
    {
        public double Adjusted { get; init; } = 1;

        public long Failed => Endpoint.Failed!.Value;

        public double Rise => OtherRequests == 0 ? 0 : ((double)Failed / Endpoint.Requests!.Value) - ((double)OtherFailed / OtherRequests);

        public double PValue => Rise > 0 ? FisherExact.Greater(OtherFailed, OtherRequests, Failed, Endpoint.Requests!.Value) : 1;
    }
}
