using Headroom.Collect;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Experiments.Probes;

/// <summary>
/// The scaling probe: asks each reading endpoint for more and more rows, and counts the executions of every statement a request. The page
/// size is varied where the endpoint has one; else requests for different data, which return different numbers of rows.
/// </summary>
/// <remarks>
/// A refusal (429, 503) is waited out while the probe has time for it, and draws that fail are followed by others: an endpoint is given up
/// when a handful of them failed, or a refusal outlasted the waits.
/// </remarks>
public sealed class ScalingProbeRun(ProbeSession session, TimeProvider time)
{
    /// <summary>Draws that are tried, at most, for those that fill the largest page.</summary>
    private const int Draws = 10;

    /// <summary>Draws of those that are asked at every level.</summary>
    private const int DrawsPerLevel = 3;

    /// <summary>Requests for different data, where there is no page size.</summary>
    private const int DataDraws = 24;

    /// <summary>Draws that are tried for one with enough rows to tell a page size.</summary>
    private const int DrawsForPageSize = 5;

    private const int Few = 2;

    private const int Many = 4;

    /// <summary>The time of the probe: it is cut off a minute later, and what it saw would be lost.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromMinutes(4);

    /// <summary>
    /// The time of an endpoint, so that a slow one leaves some to the others: one that answers within two seconds has all its requests.
    /// </summary>
    private static readonly TimeSpan EndpointLimit = TimeSpan.FromMinutes(2);

    /// <summary>Later no refusal is waited out.</summary>
    private static readonly TimeSpan WaitLimit = TimeSpan.FromMinutes(2);

    /// <summary>Rows asked for.</summary>
    private static readonly int[] Levels = [5, 10, 20, 40];

    /// <summary>What page sizes are called.</summary>
    private static readonly string[] PageSizes =
    [
        "limit", "page_size", "pageSize", "per_page", "perPage", "size", "count",
        "take", "first", "top", "max_results", "maxResults", "rows", "n",
    ];

    /// <summary>Probes every GET of the scenario.</summary>
    public async Task<ScalingProbe> RunAsync(CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        var patience = new Patience(WaitLimit, ProbeRequests.WaitsOfMinute, time);
        var requests = session.Endpoints.SelectMany(endpoint => endpoint)
            .Where(request => request.Method == "GET")
            .DistinctBy(request => (request.Endpoint, request.Path));
        var endpoints = new List<EndpointScaling>();
        foreach (var request in requests)
        {
            var left = Budget - window.Elapsed;
            var limit = left < EndpointLimit ? left : EndpointLimit;
            endpoints.Add(left > TimeSpan.Zero
                ? await ProbeAsync(request, patience, limit, cancellation)
                : Silent(request, "the time of the probe was used up before", failed: true));
        }

        return new ScalingProbe
        {
            Window = window.SoFar,
            Provenance = $"GET requests for {string.Join("/", Levels)} rows, one after the other; "
                + "pg_stat_statements before and after each level",
            Endpoints = endpoints,
        };
    }

    private async Task<EndpointScaling> ProbeAsync(
        RequestTemplate template, Patience patience, TimeSpan limit, CancellationToken cancellation)
    {
        var asked = new EndpointRequests(request => session.SendAsync(request, cancellation), patience, limit, time);
        if (await asked.FirstAsync(number => session.Renderer.Render(template, number), cancellation) is not { } first)
        {
            return Silent(template, $"{template.Endpoint} {asked.Answers}{session.Lacking(template)}", failed: true);
        }

        if (first.Reply.Status >= 300 && session.FollowsRedirects)
        {
            return Silent(template, $"it answered {first.Reply.Status}, and a probe follows no redirect", failed: true);
        }

        var (body, unreadable) = PlainBody.Of(first.Reply);
        if (unreadable is not null)
        {
            return Silent(template, $"its response could not be read: {unreadable}", failed: true);
        }

        if (ResponseRows.Of(body) is null)
        {
            var isBroken = ResponseRows.IsBroken(first.Reply.Header("content-type"), body);
            var reason = isBroken ? "its response calls itself JSON, and cannot be read as such"
                : first.Reply.Status >= 300 ? $"it answered {first.Reply.Status}, which has no list"
                : "its response has no list";
            return Silent(template, reason, isBroken);
        }

        var size = await PageSizeAsync(template, asked, cancellation);
        var points = size is null
            ? await ByDataAsync(template, asked, cancellation)
            : await ByLevelAsync(template, size, asked, cancellation);
        var factor = size is null ? "requests for different data" : $"query parameter {size.Parameter}";
        var missing = WhyTooFew(template, points, factor, asked);
        return new EndpointScaling
        {
            Endpoint = template.Endpoint,
            Request = Redaction.OfPath(template.Path),
            Factor = factor,
            Points = [.. points.OrderBy(point => point.RowsReturned)],
            Missing = missing,
            Failed = missing is not null && asked.IsOver,
        };
    }

    private static string? WhyTooFew(RequestTemplate template, List<ScalingPoint> points, string factor, EndpointRequests asked) =>
        points.Select(point => point.RowsReturned).Distinct().Count() >= 3 ? null
        : asked.IsOver ? $"too few of its requests were answered in the time for it: {template.Endpoint} {asked.Answers}"
        : $"the number of rows hardly varied ({factor})";

    private static EndpointScaling Silent(RequestTemplate template, string reason, bool failed) => new()
    {
        Endpoint = template.Endpoint,
        Request = Redaction.OfPath(template.Path),
        Factor = null,
        Points = [],
        Missing = reason,
        Failed = failed,
    };

    // The parameter that the request has already, or one that the service understands:
    // a list must have exactly the rows that are asked for.
    private async Task<PageSize?> PageSizeAsync(RequestTemplate template, EndpointRequests asked, CancellationToken cancellation)
    {
        var drawn = new List<(RenderedRequest Request, int Rows)>();
        for (var number = 0; number < DrawsForPageSize && !asked.IsOver; number++)
        {
            var request = session.Renderer.Render(template, number);
            drawn.Add((request, await RowsAsync(request, list: null, asked, cancellation) ?? 0));
        }

        if (drawn.Count == 0)
        {
            return null;
        }

        var (fullest, rows) = drawn.MaxBy(draw => draw.Rows);
        var query = template.Path.IndexOf('?', StringComparison.Ordinal) is >= 0 and var mark ? template.Path[(mark + 1)..] : "";
        var own = query.Split('&')
            .Select(pair => pair.Split('=')[0])
            .Where(name => PageSizes.Contains(name, StringComparer.OrdinalIgnoreCase));
        foreach (var name in rows < Many ? [] : own.Concat(PageSizes).Distinct())
        {
            if (asked.IsOver)
            {
                return null;
            }

            var lists = await ListsAsync(fullest.WithQuery(name, Few.ToString()), asked, cancellation);
            var few = lists.Where(list => list.Value == Few).ToList();
            var many = few.Count == 0 ? null : await ListsAsync(fullest.WithQuery(name, Many.ToString()), asked, cancellation);
            if (few.FirstOrDefault(list => many?.GetValueOrDefault(list.Key) == Many).Key is { } found)
            {
                return new PageSize(name, found);
            }
        }

        return null;
    }

    // The rows of a list, or of the longest one; null when there is none.
    private static async Task<int?> RowsAsync(RenderedRequest request, string? list, EndpointRequests asked, CancellationToken cancellation)
    {
        var lists = await ListsAsync(request, asked, cancellation);
        if (lists.Count == 0 || list is null)
        {
            return lists.Count == 0 ? null : lists.Values.Max();
        }

        return lists.TryGetValue(list, out var rows) ? rows : null;
    }

    private static async Task<IReadOnlyDictionary<string, int>> ListsAsync(
        RenderedRequest request, EndpointRequests asked, CancellationToken cancellation)
    {
        var reply = await asked.SendAsync(request, cancellation);
        return ResponseRows.Lists(ProbeSession.Succeeded(reply) ? PlainBody.Of(reply).Body : default);
    }

    // The largest level comes first and chooses the draws, and is counted in the same requests: asked twice, a cache would answer.
    private async Task<List<ScalingPoint>> ByLevelAsync(
        RequestTemplate template, PageSize size, EndpointRequests asked, CancellationToken cancellation)
    {
        var largest = Levels[^1];
        var drawn = new List<(RenderedRequest Request, ScalingPoint Point)>();
        bool AreEnough() => drawn.Count(draw => draw.Point.RowsReturned >= largest) >= DrawsPerLevel;
        for (var number = 0; number < Draws && !asked.IsOver && !AreEnough(); number++)
        {
            var request = session.Renderer.Render(template, number);
            if (await PointAsync([request.WithQuery(size.Parameter, largest.ToString())], size.List, asked, cancellation) is { } point)
            {
                drawn.Add((request, point));
            }
        }

        var fullest = drawn.OrderByDescending(draw => draw.Point.RowsReturned).Take(DrawsPerLevel).ToList();
        List<ScalingPoint> points = fullest.Count == 0 ? [] : [Mean([.. fullest.Select(draw => draw.Point)])];
        foreach (var level in Levels[..^1].TakeWhile(_ => !asked.IsOver))
        {
            var requests = fullest.Select(draw => draw.Request.WithQuery(size.Parameter, level.ToString()));
            if (await PointAsync([.. requests], size.List, asked, cancellation) is { } point)
            {
                points.Add(point);
            }
        }

        return points;
    }

    private static ScalingPoint Mean(IReadOnlyList<ScalingPoint> points) => new(
        points.Count,
        points.Average(point => point.RowsReturned),
        new SortedDictionary<string, double>(
            points.SelectMany(point => point.CallsPerRequest.Keys).Distinct()
                .ToDictionary(id => id, id => points.Average(point => point.CallsPerRequest.GetValueOrDefault(id))),
            StringComparer.Ordinal));

    private async Task<List<ScalingPoint>> ByDataAsync(RequestTemplate template, EndpointRequests asked, CancellationToken cancellation)
    {
        var points = new List<ScalingPoint>();
        for (var number = 0; number < DataDraws && !asked.IsOver; number++)
        {
            if (await PointAsync([session.Renderer.Render(template, number)], list: null, asked, cancellation) is { } point)
            {
                points.Add(point);
            }
        }

        return points;
    }

    // Null when a request failed: its statements are among those that are counted.
    private async Task<ScalingPoint?> PointAsync(
        IReadOnlyList<RenderedRequest> requests, string? list, EndpointRequests asked, CancellationToken cancellation)
    {
        var rows = new List<int>();
        var statements = await session.CountAsync(
            async () =>
            {
                foreach (var request in requests)
                {
                    if (await RowsAsync(request, list, asked, cancellation) is { } returned)
                    {
                        rows.Add(returned);
                    }
                }
            },
            cancellation);
        return rows.Count == 0 || rows.Count < requests.Count ? null : new ScalingPoint(
            rows.Count,
            rows.Average(),
            new SortedDictionary<string, double>(
                statements.ToDictionary(s => s.StatementId, s => (double)s.Calls / rows.Count), StringComparer.Ordinal));
    }

    /// <summary>A query parameter, and the place of the list whose rows it bounds.</summary>
    private sealed record PageSize(string Parameter, string List);
}
