using System.Globalization;
using Headroom.Load.Scenarios;
using Headroom.Model.Plans;
using Headroom.Model.Text;
using Headroom.Model.Units;

namespace Headroom.Load.Import.AccessLogs;

/// <summary>
/// Makes a load plan of a log: its endpoints by their share, as often as in its busiest minute, or in all of it where that is less.
/// </summary>
public static class AccessLogPlan
{
    /// <summary>The highest rate that a plan gets by itself, requests a second.</summary>
    public const double MaxRate = 1000;

    private const int MaxFlows = 50;
    private const int MaxQueries = 3;
    private const double LeastQueryShare = 0.1;

    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(5);

    /// <summary>The plan.</summary>
    /// <param name="log">What the log says.</param>
    /// <param name="writes">Whether requests that write are sent too, without the bodies that a log does not have.</param>
    /// <param name="url">The service's address, or null.</param>
    /// <exception cref="ImportException">No request of the log can be sent.</exception>
    public static ImportedPlan Make(AccessLogSummary log, bool writes, Uri? url)
    {
        var sent = log.Routes.Where(route => route.Method is "GET" or "HEAD" || (writes && IsWrite(route))).ToList();
        var refused = sent.Where(static route => Failed(route) * 2 > route.Requests).ToList();
        var secret = sent.Except(refused).Where(HasSecret).ToList();
        var usable = sent.Except(refused).Except(secret).ToList();
        if (usable.Count == 0)
        {
            throw new ImportException($"none of {log.Requests} requests can be sent; expected GET or HEAD requests without an error"
                + (writes ? "" : ", or --writes for the others"));
        }

        var build = new Builder(log, writes, usable.Sum(static route => route.Requests));
        foreach (var route in usable.Take(MaxFlows))
        {
            build.Add(route);
        }

        foreach (var route in writes ? [] : log.Routes.Where(IsWrite).Except(log.Routes.Where(HasSecret)).Take(MaxFlows))
        {
            build.Comment(route);
        }

        return build.Plan(url, [.. LeftOut(log, writes, refused, secret, [.. usable.Skip(MaxFlows)]), .. build.Dropped]);
    }

    private static bool IsWrite(LoggedRoute route) => route.Method is "POST" or "PUT" or "PATCH" or "DELETE";

    private static long Failed(LoggedRoute route) =>
        route.Statuses.Where(static status => status.Key >= 400).Sum(static status => status.Value);

    // What follows /reset-password/ is a key to something, not the name of a thing.
    private static bool HasSecret(LoggedRoute route) =>
        route.Pieces.Zip(route.Pieces.Skip(1)).Any(static pair => pair.First is { } name && pair.Second is null && SecretNames.Holds(name));

    private static IEnumerable<string> LeftOut(AccessLogSummary log, bool writes, List<LoggedRoute> refused, List<LoggedRoute> secret,
        List<LoggedRoute> rare)
    {
        if (log.Malformed > 0)
        {
            yield return $"{Counted.Of(log.Malformed, "malformed line")}, the first: line {log.FirstMalformed?.Line}, "
                + log.FirstMalformed?.Text;
        }

        if (log.Other > 0)
        {
            yield return $"{Counted.Of(log.Other, "request")} of no route: unknown to the service, strange addresses, "
                + "more routes than are kept";
        }

        var options = log.Routes.Where(route => !IsWrite(route) && route.Method is not ("GET" or "HEAD"))
            .Sum(static route => route.Requests);
        if (options > 0)
        {
            yield return Counted.Of(options, "OPTIONS or uncommon request", "OPTIONS and uncommon requests");
        }

        var written = log.Routes.Where(IsWrite).Sum(static route => route.Requests);
        if (written > 0 && !writes)
        {
            yield return Counted.Of(
                written,
                "request that writes: a log has no bodies; it stands in the plan as a comment (--writes sends it)",
                "requests that write: a log has no bodies; they stand in the plan as comments (--writes sends them)");
        }

        foreach (var route in refused.Take(10))
        {
            yield return $"{route.Endpoint}: {Failed(route)} of {route.Requests} answered with an error in the log";
        }

        foreach (var route in secret)
        {
            yield return $"{route.Endpoint}: its address holds a secret";
        }

        if (refused.Count > 10)
        {
            yield return $"{Counted.Of(refused.Count - 10, "more route")} whose requests were mostly answered with an error";
        }

        if (rare.Count > 0)
        {
            var requests = rare.Sum(static route => route.Requests);
            yield return $"{Counted.Of(rare.Count, "rare route")} with {Counted.Of(requests, "request")}; "
                + $"the {MaxFlows} most frequent are kept";
        }
    }

    private sealed class Builder(AccessLogSummary log, bool writes, long all)
    {
        private readonly FeedNames _names = new();
        private readonly List<Feed> _feeds = [];
        private readonly List<Flow> _flows = [];
        private readonly List<Flow> _comments = [];
        private readonly SortedSet<string> _secrets = new(StringComparer.Ordinal);
        private readonly SortedDictionary<string, IReadOnlyList<string>> _notes = new(StringComparer.Ordinal);

        public IEnumerable<string> Dropped =>
            _secrets.Count == 0 ? [] : [$"query parameters that are named like secrets: {string.Join(", ", _secrets)}"];

        public void Add(LoggedRoute route) => _flows.AddRange(FlowsOf(route));

        public void Comment(LoggedRoute route) =>
            _comments.AddRange(FlowsOf(route with { Queries = [.. route.Queries.Take(1)] }, commented: true));

        public ImportedPlan Plan(Uri? url, IReadOnlyList<string> leftOut)
        {
            var minute = (writes ? log.All : log.Reads)?.Minute.PerSecond ?? 0;
            var rate =
                Math.Clamp(double.Parse(minute.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), 0.1, MaxRate);
            var cut = minute > MaxRate ? $", {minute:0.#}/s, cut to {MaxRate}/s: raise it by hand" : "";
            var kinds = writes ? "requests" : "reading requests";
            var measured = log.IsShort ? "all of it, less than a minute" : "its busiest minute";
            var plan = new LoadPlan
            {
                Name = "access-log",
                Scenarios =
                    [new Scenario { Name = "access-log", Executor = new Executor.ConstantArrivalRate(new PerSecond(rate), s_duration, 100),
                    Flows = _flows }],
                Feeds = _feeds,
                WarmUp = s_warmUp,
            };
            List<string> head =
            [
                $"Made by headroom init from an access log of {Counted.Of(log.Requests, "request")},",
                $"{log.Time?.From:yyyy-MM-dd HH:mm:ss} to {log.Time?.To:yyyy-MM-dd HH:mm:ss} UTC.",
                $"The rate is that of the {kinds} in {measured}{cut}; weights are shares in percent.",
            ];
            if (_comments.Count > 0)
            {
                head.Add("At the end, as comments: requests that write. A log has no bodies; fill them in (--writes sends them without).");
            }

            return new ImportedPlan
            {
                Plan = plan,
                Notes = new LoadPlanNotes { Url = url, Head = head, Flows = _notes, Commented = _comments },
                Origin = url,
                Used = [$"{Counted.Of(log.Requests, "request")} of {Counted.Of(log.Lines, "line")}",
                    $"{Counted.Of(_flows.Count, "kind")} of request in the plan, {Counted.Of(_feeds.Count, "feed")}"],
                LeftOut = leftOut,
            };
        }

        private IEnumerable<Flow> FlowsOf(LoggedRoute route, bool commented = false)
        {
            if (route.Method is not ("GET" or "HEAD" or "DELETE") && !commented)
            {
                _notes[route.Endpoint] = ["the log has no body: fill it in"];
            }

            var seen = route.Queries.Sum(static query => query.Requests);
            var kept = route.Queries.Take(MaxQueries).Where((query, i) => i == 0 || query.Requests >= LeastQueryShare * seen)
                .Where(CanBeSent(route)).ToList();
            var whole = kept.Sum(static query => query.Requests);
            foreach (var query in kept)
            {
                var share = (double)route.Requests * query.Requests / whole;
                yield return new Flow
                {
                    Name = route.Endpoint,
                    Weight = Math.Max(0.001, Math.Round(100.0 * share / all, 3)),
                    Requests =
                        [new RequestTemplate { Method = route.Method, Path = PathOf(route, query, commented), Endpoint = route.Endpoint }],
                };
            }
        }

        // Ids without a sample (all too long, or tokens) leave nothing to ask for.
        private static Func<LoggedQuery, bool> CanBeSent(LoggedRoute route)
        {
            var ids = route.Pieces.Count(static piece => piece is null);
            return query => ids == 0 || query.Rows.Count > 0;
        }

        private string PathOf(LoggedRoute route, LoggedQuery query, bool commented)
        {
            var ids = route.Pieces.Count(static piece => piece is null);
            _secrets.UnionWith(query.Names.Zip(query.Kept).Where(static pair => !pair.Second).Select(static pair => pair.First));
            int[] kept =
                [.. Enumerable.Range(0, ids), .. Enumerable.Range(0, query.Names.Count).Where(i => query.Kept[i] && query.Rows.Count > 0)
                .Select(i => i + ids)];
            string[] columns =
                [.. kept.Select(i => i < ids ? (i == 0 ? "id" : $"id{i + 1}") : ColumnOf(query.Names[i - ids], i, ids, kept, query))];
            var values = commented ? kept.Select(static _ => "").ToArray() : Values(route, query, kept, columns);
            var id = 0;
            var path = "/" + string.Join('/', route.Pieces.Select(piece => piece ?? (commented ? "1" : values[id++])));
            var parameters = kept.Where(i => i >= ids).Select(i => $"{query.Names[i - ids]}={values[Array.IndexOf(kept, i)]}");
            return kept.Length > ids ? $"{path}?{string.Join('&', parameters)}" : path;
        }

        private static string ColumnOf(string name, int i, int ids, int[] kept, LoggedQuery query)
        {
            var clean = string.Concat(name.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));
            var isTwice = clean.StartsWith("id", StringComparison.Ordinal)
                || kept.Any(other => other >= ids && other < i && query.Names[other - ids].Equals(name, StringComparison.Ordinal));
            return clean.Length == 0 || isTwice || clean != name ? $"q{i - ids + 1}_{clean}" : clean;
        }

        private static string ValueOf(IReadOnlyList<string> row, int column, int ids) =>
            column < ids ? AddressValue.OfPath(row[column]) : AddressValue.OfQuery(row[column]);

        // What never changes stands in the path itself, as the log has it. Values of feeds are encoded when they are sent.
        private string[] Values(LoggedRoute route, LoggedQuery query, int[] kept, string[] columns)
        {
            var rows = query.Rows;
            int[] changing =
                [.. kept.Index().Where(column => rows.Any(row => row[column.Item] != rows[0][column.Item]))
                .Select(static column => column.Index)];
            var values = kept.Select(i => rows[0][i]).ToArray();
            if (changing.Length == 0)
            {
                return values;
            }

            var ids = route.Pieces.Count(static piece => piece is null);
            var name = _names.Take(changing is [var alone] && kept[alone] >= ids && _names.IsFree(query.Names[kept[alone] - ids])
                ? query.Names[kept[alone] - ids]
                : string.Join('_', route.Pieces.OfType<string>().Prepend(route.Method == "GET" ? "" : route.Method)));
            _feeds.Add(new Feed
            {
                Name = name,
                Values = changing is [var single]
                    ? new FeedValues.Texts([.. rows.Select(row => ValueOf(row, kept[single], ids))])
                    : new FeedValues.Table([.. changing.Select(i => columns[i])],
                        [.. rows.Select(row => changing.Select(i => ValueOf(row, kept[i], ids)).ToArray())]),
            });
            foreach (var i in changing)
            {
                values[i] = changing.Length == 1 ? $"${{{name}}}" : $"${{{name}.{columns[i]}}}";
            }

            return values;
        }
    }
}
