using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Headroom.Experiments.Faults.Api;

/// <summary>The proxies of one API by name. Owns them; used by one request at a time.</summary>
internal sealed class ProxyTable(ApiSettings settings, TimeProvider time) : IAsyncDisposable
{
    private readonly SortedDictionary<string, Row> _rows = new(StringComparer.Ordinal);

    /// <summary>Proxies by name.</summary>
    public IEnumerable<FaultProxy> All => _rows.Values.Select(static row => row.Proxy);

    /// <summary>A proxy.</summary>
    public FaultProxy this[string name] => RowOf(name).Proxy;

    /// <summary>Takes one over that somebody else made.</summary>
    public void Adopt(FaultProxy proxy)
    {
        if (!_rows.TryAdd(proxy.Name, new Row(proxy, proxy.Address.ToString())))
        {
            throw new ArgumentException($"there is a proxy named {proxy.Name}", nameof(proxy));
        }
    }

    /// <summary>Makes a proxy from <c>{name, listen, upstream, enabled}</c>.</summary>
    public FaultProxy Create(JsonElement body)
    {
        var wish = Read(body, "");
        if (_rows.ContainsKey(wish.Name))
        {
            throw ApiException.ProxyAlreadyExists;
        }

        return Start(wish);
    }

    /// <summary>
    /// Changes <c>listen</c>, <c>upstream</c> or <c>enabled</c>. Another address is another proxy with the same toxics; open connections
    /// are dropped.
    /// </summary>
    public async Task<FaultProxy> UpdateAsync(string name, JsonElement body)
    {
        var row = RowOf(name);
        var listen = ToxicRequest.Text(body, "listen") ?? row.Listen;
        var upstream = ToxicRequest.Text(body, "upstream") ?? row.Proxy.Upstream;
        var enabled = Flag(body) ?? row.Proxy.Enabled;
        if (IsSame(row, listen, upstream))
        {
            Settle(row.Proxy, enabled);
            return row.Proxy;
        }

        return await ReplaceAsync(row, Settings(name, listen, upstream, enabled));
    }

    /// <summary>
    /// Makes or replaces several; nothing is done unless all are well formed. Those that are there with the same addresses stay, with
    /// their toxics.
    /// </summary>
    public async Task<IReadOnlyList<FaultProxy>> PopulateAsync(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Array)
        {
            throw ApiException.BadBody("expected a list of proxies");
        }

        var wishes = body.EnumerateArray()
            .Select(static (one, index) => (Body: one, Number: index + 1))
            .Select(one => (Wish: Read(one.Body, $" at proxy {one.Number}"), Listen: ToxicRequest.Text(one.Body, "listen") ?? ""))
            .ToList();
        if (wishes.GroupBy(static one => one.Wish.Name).FirstOrDefault(static same => same.Count() > 1) is { } twice)
        {
            throw new ApiException(500, $"duplicate proxy name \"{twice.Key}\"");
        }

        var made = new List<FaultProxy>();
        foreach (var (wish, listen) in wishes)
        {
            if (!_rows.TryGetValue(wish.Name, out var row))
            {
                made.Add(Start(wish));
            }
            else if (IsSame(row, listen, wish.Upstream))
            {
                Settle(row.Proxy, wish.Enabled);
                made.Add(row.Proxy);
            }
            else
            {
                await RemoveAsync(wish.Name);
                made.Add(Start(wish));
            }
        }

        return made;
    }

    /// <summary>Ends a proxy.</summary>
    public async Task RemoveAsync(string name)
    {
        var row = RowOf(name);
        _rows.Remove(name);
        await row.Proxy.DisposeAsync();
    }

    /// <summary>Takes all toxics off and all proxies up.</summary>
    public void Reset()
    {
        foreach (var proxy in All)
        {
            Settle(proxy, enabled: true);
            proxy.Clear();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in All)
        {
            await proxy.DisposeAsync();
        }

        _rows.Clear();
    }

    private static bool IsSame(Row row, string listen, string upstream) =>
        upstream == row.Proxy.Upstream && (listen.Length == 0 || listen == row.Listen || listen == row.Proxy.Address.ToString());

    private static void Settle(FaultProxy proxy, bool enabled)
    {
        try
        {
            proxy.SetEnabled(enabled);
        }
        catch (SocketException e)
        {
            throw new ApiException(500, $"listen tcp {proxy.Address}: {e.Message}");
        }
    }

    private static bool? Flag(JsonElement body) =>
        !body.TryGetProperty("enabled", out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw ApiException.BadBody("enabled is neither true nor false");

    private Row RowOf(string name) => _rows.TryGetValue(name, out var row) ? row : throw ApiException.ProxyNotFound;

    private ProxySettings Read(JsonElement body, string where)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.BadBody($"expected an object{where}");
        }

        var name = ToxicRequest.Text(body, "name") is { Length: > 0 } given ? given : throw ApiException.MissingField("name" + where);
        var upstream = ToxicRequest.Text(body, "upstream") is { Length: > 0 } to ? to : throw ApiException.MissingField("upstream" + where);
        return Settings(name, ToxicRequest.Text(body, "listen") ?? "", upstream, Flag(body) ?? true);
    }

    private ProxySettings Settings(string name, string listen, string upstream, bool enabled)
    {
        if (HostAndPort(upstream) is not ({ Length: > 0 } host, var port))
        {
            throw ApiException.BadBody($"the upstream '{upstream}' is no host:port");
        }

        var wish = new ProxySettings
        {
            Name = name,
            Host = host,
            Port = port,
            Listen = ListenAddress(listen),
            Enabled = enabled,
            Seed = settings.Seed,
            AllowedHosts = settings.AllowedHosts,
        };
        return wish.Mistake is { } mistake ? throw ApiException.BadBody(mistake) : wish;
    }

    /// <summary>
    /// Wildcards are narrowed to loopback, so that files written for Toxiproxy can be used; the answer shows the address.
    /// </summary>
    private static IPEndPoint ListenAddress(string listen)
    {
        if (listen.Length == 0)
        {
            return new IPEndPoint(IPAddress.Loopback, 0);
        }

        return HostAndPort(listen) switch
        {
            ("" or "localhost" or "0.0.0.0" or "::", var port) => new IPEndPoint(IPAddress.Loopback, port),
            ({ } host, var port) when IPAddress.TryParse(host, out var address) => new IPEndPoint(address, port),
            _ => throw ApiException.BadBody($"'{listen}' is no address of loopback, such as 127.0.0.1:26379"),
        };
    }

    private static (string? Host, int Port) HostAndPort(string text) =>
        text.LastIndexOf(':') is >= 0 and var colon
        && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort
            ? (text[..colon].TrimStart('[').TrimEnd(']'), port)
            : (null, 0);

    private FaultProxy Start(ProxySettings wish)
    {
        try
        {
            var proxy = FaultProxy.Start(wish, time);
            _rows[wish.Name] = new Row(proxy, wish.Listen.Port == 0 ? proxy.Address.ToString() : wish.Listen.ToString());
            return proxy;
        }
        catch (SocketException e)
        {
            throw new ApiException(500, $"listen tcp {wish.Listen}: {e.Message}");
        }
    }

    private async Task<FaultProxy> ReplaceAsync(Row row, ProxySettings wish)
    {
        var toxics = row.Proxy.Toxics;
        await RemoveAsync(wish.Name);
        var proxy = Start(wish);
        foreach (var toxic in toxics)
        {
            proxy.Add(toxic);
        }

        return proxy;
    }

    /// <summary>A proxy and the address that was asked for.</summary>
    private sealed record Row(FaultProxy Proxy, string Listen);
}
