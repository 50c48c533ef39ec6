using System.Text;
using Headroom.Load.Engine;
using Headroom.Load.Requests;
using Headroom.Load.Responses;

namespace Headroom.Load.Protocols;

/// <summary>Follows redirects within the same service: the exchange ends with the last response, and its time covers all of them.</summary>
/// <remarks>
/// 301, 302 and 303 become a GET (a HEAD stays one), 307 and 308 repeat the request. A redirect to another service, or the eleventh, is the
/// response. <b>Source:</b> RFC 9110, section 15.4.
/// </remarks>
internal sealed class RedirectingConnection(EventLoop loop, Connection inner, Target target) : Connection(loop)
{
    private const int MostHops = 10;

    private int _exchange;

    /// <inheritdoc/>
    public override ResponseView Response => inner.Response;

    /// <inheritdoc/>
    public override long BodyBytes => inner.BodyBytes;

    /// <inheritdoc/>
    public override long Opened => inner.Opened;

    /// <inheritdoc/>
    public override void Close()
    {
        _exchange++;
        inner.End(ErrorKind.Unfinished);
        inner.Close();
    }

    /// <inheritdoc/>
    protected override void Begin(PreparedRequest request, Values values, bool keepBody) =>
        _ = FollowAsync(++_exchange, request, values, keepBody);

    private async Task FollowAsync(int exchange, PreparedRequest request, Values values, bool keepBody)
    {
        SentBytes = 0;
        var below = target.Address;
        for (var hop = 0; ; hop++)
        {
            await inner.SendAsync(request, values, keepBody, DeadlineNs - Loop.Clock.NowNs);
            if (exchange != _exchange)
            {
                return;
            }

            SentBytes += inner.SentBytes;
            if (hop == MostHops || Hop(request, values, below) is not { } next)
            {
                Complete(inner.Error, inner.EndedNs);
                return;
            }

            (request, below) = (next, Root());
        }
    }

    // A location may be relative: to the address that was asked, not to the service's.
    private PreparedRequest? Hop(PreparedRequest request, Values values, Uri below)
    {
        if (inner.Error != ErrorKind.None || inner.Response.Status is not (301 or 302 or 303 or 307 or 308)
            || !inner.Response.TryHeader("location"u8, out var location))
        {
            return null;
        }

        var rendered = request.Fill(values);
        if (!Uri.TryCreate(below.GetLeftPart(UriPartial.Path).TrimEnd('/') + rendered.PathAndQuery, UriKind.Absolute, out var asked)
            || !Uri.TryCreate(asked, Encoding.UTF8.GetString(location), out var address)
            || !IsOfTheService(address))
        {
            return null;
        }

        var keeps = inner.Response.Status is 307 or 308;
        return PreparedRequest.Of(
            rendered with
            {
                Method = keeps || rendered.Method == "HEAD" ? rendered.Method : "GET",
                Body = keeps ? rendered.Body : null,
                Headers = keeps ? rendered.Headers : [.. rendered.Headers.Where(static header => !IsOfTheBody(header.Key))],
                PathAndQuery = address.PathAndQuery,
            },
            Root());
    }

    private Uri Root() => new UriBuilder(target.Address) { Path = "", Query = "" }.Uri;

    // A name with letters outside ASCII is told back as it was asked: in the letters of the wire.
    private bool IsOfTheService(Uri address) => address.Scheme == target.Address.Scheme && address.Port == target.Address.Port
        && (address.Host == target.Address.Host || address.Host == target.Address.IdnHost);

    private static bool IsOfTheBody(string header) => header.StartsWith("Content-", StringComparison.OrdinalIgnoreCase);
}
