using System.Globalization;
using Clipper.Defects;

namespace Clipper.Api;

/// <summary>Asks the partner networks how often a clip is embedded, where they are configured.</summary>
public sealed class Partners(HttpClient? client, Switches switches)
{
    private readonly Breaker breaker = new(TimeProvider.System);

    public static Partners At(string? address, Switches switches)
    {
        if (address is null) return new(null, switches);
        return new(
            new HttpClient(new SocketsHttpHandler { UseProxy = false })
            {
                BaseAddress = new Uri($"http://{address}"),
                Timeout = PartnerWithoutTimeout.Patience(switches),
            },
            switches);
    }

    public bool Known => client is not null;

    /// <summary>How often one network embeds a clip; null when it does not answer.</summary>
    public Task<int?> Embeds(string network, long clipId, CancellationToken cancellation) => RetryStorm.Ask(
        switches, () => Ask(network, clipId, cancellation), ask => PartnerWithoutTimeout.Ask(switches, breaker, ask));

    private async Task<int?> Ask(string network, long clipId, CancellationToken cancellation)
    {
        try
        {
            var text = await client!.GetStringAsync($"/networks/{network}/clips/{clipId}", cancellation);
            return int.TryParse(text, CultureInfo.InvariantCulture, out var count) ? count : null;
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}

/// <summary><c>GET /clips/{id}/reach</c>: how often a clip is embedded elsewhere, network by network; 503 where none of them answers.</summary>
public static class Reach
{
    private const string ClipExists = "SELECT id FROM clips WHERE id = $1 AND deleted_at IS NULL";

    private sealed record Item(string Network, int? Embeds);

    public static async Task<IResult> Get(
        long id, HttpResponse response, PoolOf5 pool, Partners partners, Switches switches, CancellationToken cancellation)
    {
        if (!partners.Known) return Problem.Of(StatusCodes.Status503ServiceUnavailable, "no partner networks are configured");
        var embeds = await pool.Answer(ClipExists, id, Ask, cancellation);
        if (embeds is null) return Problem.NoSuch("clip");
        if (embeds.All(count => count is null))
        {
            response.TellWhen(switches);
            return Problem.Of(StatusCodes.Status503ServiceUnavailable, "the partner networks do not answer");
        }

        return Results.Ok(new Page<Item>([.. Networks.Names.Zip(embeds, (network, count) => new Item(network, count))], null));

        Task<IReadOnlyList<int?>> Ask() =>
            SerialPartnerCalls.Ask(switches, Networks.Names, network => partners.Embeds(network, id, cancellation));
    }
}
