using Headroom.Load.Requests;
using Headroom.Load.Scenarios;
using Headroom.Model.Plans;

namespace Headroom.Load.Profiles;

/// <summary>A flow that is there for its reads or for its writes.</summary>
internal readonly record struct FlowPart(Flow Flow, bool Writes);

/// <summary>Parts flows into reads and writes.</summary>
internal static class FlowParts
{
    /// <summary>Whether a request changes what the service holds, as far as its method tells; a gRPC call counts as such.</summary>
    /// <remarks><b>Source:</b> RFC 9110, section 9.2.1, "Safe Methods".</remarks>
    public static bool IsWrite(RequestTemplate request) => request.Method is not ("GET" or "HEAD" or "OPTIONS");

    /// <summary>
    /// The flow itself when it only reads or only writes; else its reads and its writes, each with the requests that they take values from.
    /// </summary>
    public static IEnumerable<FlowPart> Of(Flow flow)
    {
        if (flow.Requests.All(IsWrite) || !flow.Requests.Any(IsWrite))
        {
            return [new FlowPart(flow, flow.Requests.Any(IsWrite))];
        }

        return
        [
            new(flow with { Name = $"{flow.Name} (reads)", Requests = With(flow, static request => !IsWrite(request)) }, Writes: false),
            new(flow with { Name = $"{flow.Name} (writes)", Requests = With(flow, IsWrite) }, Writes: true),
        ];
    }

    private static RequestTemplate[] With(Flow flow, Func<RequestTemplate, bool> isWanted)
    {
        var requests = flow.Requests;
        var kept = requests.Select(isWanted).ToArray();
        for (var i = requests.Count - 1; i > 0; i--)
        {
            foreach (var name in kept[i] ? FeedUse.Texts(requests[i]).SelectMany(Placeholders.Names) : [])
            {
                if (requests.Take(i).ToList().FindLastIndex(earlier => Gives(earlier, name)) is >= 0 and var giver)
                {
                    kept[giver] = true;
                }
            }
        }

        return [.. requests.Where((_, i) => kept[i])];
    }

    private static bool Gives(RequestTemplate request, string variable) =>
        request.Extractions.Any(extraction => extraction.Variable == variable);
}
