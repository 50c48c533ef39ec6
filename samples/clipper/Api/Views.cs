using StackExchange.Redis;

namespace Clipper.Api;

/// <summary>Counts the views of clips in Redis, where one is configured; a Redis that fails costs a request its count alone.</summary>
public sealed class Views(IDatabase? redis, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    public static async Task<Views> Connect(string? address, TimeProvider clock)
    {
        if (address is null) return new Views(null, clock);
        var options = ConfigurationOptions.Parse(address);
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 1000;
        return new Views((await ConnectionMultiplexer.ConnectAsync(options)).GetDatabase(), clock);
    }

    /// <summary>Counts one view; returns all views so far, null when they are not known.</summary>
    public async Task<long?> Count(long clipId, CancellationToken cancellation)
    {
        if (redis is null) return null;
        try
        {
            return await redis.StringIncrementAsync($"clip:{clipId}:views").WaitAsync(Patience, clock, cancellation);
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException)
        {
            return null;
        }
    }
}
