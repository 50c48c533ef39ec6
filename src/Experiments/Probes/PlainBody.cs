using System.Text;
using Headroom.Load;
using Headroom.Load.Responses;

namespace Headroom.Experiments.Probes;

/// <summary>The body of a reply without its content codings: a service may compress what was not asked for to be.</summary>
internal static class PlainBody
{
    /// <summary>The body, or why it cannot be read.</summary>
    /// <returns>The body, empty where it cannot be read; and why not, or null.</returns>
    public static (ReadOnlyMemory<byte> Body, string? Unreadable) Of(Reply reply)
    {
        var codings = string.Join(
            ", ",
            reply.Headers
                .Where(header => header.Key.Equals("content-encoding", StringComparison.OrdinalIgnoreCase))
                .Select(header => header.Value));
        var decoder = new BodyDecoder();
        if (!decoder.TryDecode(Encoding.ASCII.GetBytes(codings), reply.Body.Span, out var body))
        {
            return (default, $"it is damaged, or its content coding \"{codings}\" is not known");
        }

        return (decoder.HasUndone ? body.ToArray() : reply.Body, null);
    }
}
