using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Collect.Postgres;

/// <summary>Which of the load's feeds can have given a statement its values.</summary>
public static class StatementFeeds
{
    /// <summary>
    /// The feeds of the requests whose endpoints were seen to issue the statement; all feeds where no endpoint was seen to.
    /// </summary>
    public static IReadOnlyList<Feed> Of(string statementId, LoadPlan? load, EndpointStatements? endpoints)
    {
        if (load is null)
        {
            return [];
        }

        var issuers = endpoints?.Endpoints.Where(endpoint => endpoint.Statements.Any(s => s.StatementId == statementId))
            .Select(endpoint => endpoint.Endpoint).ToHashSet() ?? [];
        if (issuers.Count == 0)
        {
            return [.. load.Feeds.SelectMany(feed => feed.Columns())];
        }

        var texts = load.Requests().Where(request => issuers.Contains(request.Endpoint))
            .SelectMany(request => request.Headers.Values.Append(request.Path).Append(request.Body ?? "")).Concat(load.Headers.Values)
            .ToList();
        return [.. load.Feeds.SelectMany(feed => feed.Columns())
            .Where(feed => texts.Exists(text => text.Contains($"${{{feed.Name}}}", StringComparison.Ordinal)))];
    }
}
