using Headroom.Load;
using Headroom.Model.Text;

namespace Headroom.Experiments.Probes;

/// <summary>Counts what came back for the requests of a probe.</summary>
internal sealed class AnswerTally
{
    private readonly SortedDictionary<string, int> _kinds = new(StringComparer.Ordinal);

    /// <summary>Requests, however they ended.</summary>
    public int Sent { get; private set; }

    /// <summary>Those that were answered with success.</summary>
    public int Succeeded { get; private set; }

    /// <summary>Those that were refused (<see cref="ProbeRequests.IsRefusal"/>): they say nothing of the endpoint.</summary>
    public int Refused { get; private set; }

    /// <summary>Counts a reply.</summary>
    public void Add(Reply reply)
    {
        Sent++;
        Succeeded += ProbeRequests.IsAccepted(reply) ? 1 : 0;
        Refused += ProbeRequests.IsRefusal(reply) ? 1 : 0;
        var kind = reply.Status is null ? $"gave no answer ({ProbeRequests.Text(reply)})" : $"answered {ProbeRequests.Text(reply)}";
        _kinds[kind] = _kinds.TryGetValue(kind, out var known) ? known + 1 : 1;
    }

    /// <summary>
    /// How many met what, the most frequent first, in words that follow an endpoint: "answered 404 to 4 of 5 requests, answered 200 to 1".
    /// </summary>
    public override string ToString() =>
        string.Join(", ", _kinds.OrderByDescending(kind => kind.Value).Index().Select(one => Words(one.Index, one.Item)));

    private string Words(int place, KeyValuePair<string, int> kind) => place > 0
        ? $"{kind.Key} to {kind.Value}"
        : $"{kind.Key} to {kind.Value} of {Counted.Of(Sent, "request")}";
}
