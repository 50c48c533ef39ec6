using System.Text;
using Headroom.Load;
using Headroom.Model.Evidence;

namespace Headroom.Experiments.Probes;

/// <summary>Reduces a reply to what is kept of it: nothing of its body but what leaks.</summary>
internal static class FaultAnswers
{
    /// <summary>What is kept of a reply.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="addresses">"host:port" of the dependencies as the service knows them.</param>
    public static FaultAnswer Of(Reply reply, IReadOnlyList<string> addresses)
    {
        var (text, unreadable) = reply.Status is >= 400 ? TextOf(reply) : ("", null);
        return new FaultAnswer
        {
            Status = reply.Status,
            Error = reply.Error == ErrorKind.None ? null : reply.Error.Text(),
            After = reply.Service,
            MediaType = reply.Header("content-type")?.Split(';')[0].Trim() is { Length: > 0 } type ? type.ToLowerInvariant() : null,
            BodyBytes = reply.BodyBytes,
            Leaks = ErrorBody.Leaks(text, addresses),
            Unreadable = unreadable,
        };
    }

    // Without its content codings; a body that cannot be read is told, since nothing is known of what it shows.
    private static (string Text, string? Unreadable) TextOf(Reply reply)
    {
        var (body, unreadable) = PlainBody.Of(reply);
        return (Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, ErrorBody.LookedAt)]), unreadable);
    }
}
