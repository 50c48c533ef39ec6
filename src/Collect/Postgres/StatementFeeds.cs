using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Collect.Postgres;

/// <summary>Which of the load's feeds can have given a statement its values.</summary>
public static class StatementFeeds
{
    /// <summary>
    /// The feeds of the requests whose endpoints were seen to issue the statement; all feeds where no endpoint was seen to.
    /// </summary>
    public static IReadOnlyList<Feed> Of(string statementId, Scenario? scenario, EndpointStatements? endpoints)
    {
        if (scenario is null)
        {
            return [];
        }

        var issuers = endpoints?.Endpoints.Where(endpoint => endpoint.Statements.Any(s => s.StatementId == statementId)).Select(endpoint => endpoint.Endpoint).ToHashSet() ?? [];
        if (issuers.Count == 0)
        {
            return scenario.Feeds;
        }

        var texts = scenario.Flows.SelectMany(flow => flow.Requests).Where(request => issuers.Contains(request.Endpoint))
            .SelectMany(request => request.Headers.Values.Append(request.Path).Append(request.Body ?? "")).Concat(scenario.Headers.Values).ToList();
        return [.. scenario.Feeds.Where(feed => texts.Exists(text => text.Contains($"${{{feed.Name}}}", StringComparison.Ordinal)))];
    }
}
