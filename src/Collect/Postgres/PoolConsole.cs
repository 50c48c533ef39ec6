using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>
/// A session with the admin console of a pooler, which speaks PostgreSQL's protocol, but of its queries only the simple one.
/// </summary>
/// <remarks>
/// Npgsql sends all statements by the extended query protocol, which the console refuses.
/// <para><b>Source:</b> PostgreSQL manual, 55.2 (Message Flow) and 55.7 (Message Formats); PgBouncer manual, "Admin console": "only
/// supports the simple query protocol".</para>
/// </remarks>
internal sealed class PoolConsole : IAsyncDisposable
{
    private const int Protocol = 196608, TlsRequest = 80877103, LongestMessage = 1 << 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private readonly Stream _stream;
    private readonly TimeProvider _time;

    private PoolConsole(Stream stream, TimeProvider time) => (_stream, _time) = (stream, time);

    /// <summary>The rows of an answer, each by column.</summary>
    internal sealed record Answer(IReadOnlyList<IReadOnlyDictionary<string, string>> Rows, string? Notice);

    /// <summary>Connects and signs in.</summary>
    /// <exception cref="CollectorException">It does not answer, or not like a pooler.</exception>
    public static async Task<PoolConsole> OpenAsync(string connectionString, TimeProvider time, CancellationToken cancellation)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        using var timeout = new CancellationTokenSource(Limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        Stream? stream = null;
        try
        {
            stream = await ConnectAsync(target, linked.Token);
            var console = new PoolConsole(stream, time);
            await console.SignInAsync(target, linked.Token);
            stream = null;
            return console;
        }
        catch (Exception error) when (error is IOException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            throw new CollectorException($"the pooler's console at {target.Host}:{target.Port} does not answer: {error.Message}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CollectorException(
                $"the pooler's console at {target.Host}:{target.Port} does not answer within {Limit.TotalSeconds:0} s");
        }
        finally
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }
        }
    }

    /// <summary>Asks, within a time limit.</summary>
    /// <exception cref="CollectorException">The console refuses, breaks off, or does not answer.</exception>
    public async Task<Answer> QueryAsync(string command, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(Limit, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            await SendAsync('Q', [.. Encoding.UTF8.GetBytes(command), 0], linked.Token);
            return await AnswerAsync(command, linked.Token);
        }
        catch (IOException error)
        {
            throw new CollectorException($"the pooler's console broke off at {command}: {error.Message}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CollectorException($"the pooler's console did not answer {command} within {Limit.TotalSeconds:0} s");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private static async Task<Stream> ConnectAsync(NpgsqlConnectionStringBuilder target, CancellationToken cancellation)
    {
        var isUnix = target.Host?.StartsWith('/') == true;
        var socket = isUnix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await (isUnix
                ? socket.ConnectAsync(new UnixDomainSocketEndPoint($"{target.Host}/.s.PGSQL.{target.Port}"), cancellation)
                : socket.ConnectAsync(target.Host ?? "localhost", target.Port, cancellation));
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }

        var plain = new NetworkStream(socket, ownsSocket: true);
        return target.SslMode is SslMode.Require or SslMode.VerifyCA or SslMode.VerifyFull
            ? await SecureAsync(plain, target, cancellation) : plain;
    }

    private static async Task<Stream> SecureAsync(NetworkStream plain, NpgsqlConnectionStringBuilder target, CancellationToken cancellation)
    {
        var request = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(request, 8);
        BinaryPrimitives.WriteInt32BigEndian(request.AsSpan(4), TlsRequest);
        await plain.WriteAsync(request, cancellation);
        var answer = new byte[1];
        await plain.ReadExactlyAsync(answer, cancellation);
        if (answer[0] != 'S')
        {
            throw new IOException("it has no TLS, which the connection string requires");
        }

        // Require means encryption without a check of the certificate, as in libpq.
        var secure = new SslStream(
            plain, leaveInnerStreamOpen: false, (_, _, _, errors) => target.SslMode == SslMode.Require || errors == SslPolicyErrors.None);
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = target.Host }, cancellation);
        return secure;
    }

    private async Task SignInAsync(NpgsqlConnectionStringBuilder target, CancellationToken cancellation)
    {
        var names = Encoding.UTF8.GetBytes(
            $"user\0{target.Username}\0database\0{target.Database}\0application_name\0{EvidenceConnection.ApplicationName}\0\0");
        var startup = new byte[8 + names.Length];
        BinaryPrimitives.WriteInt32BigEndian(startup, startup.Length);
        BinaryPrimitives.WriteInt32BigEndian(startup.AsSpan(4), Protocol);
        names.CopyTo(startup, 8);
        await _stream.WriteAsync(startup, cancellation);
        var proof = new PasswordProof(target.Username ?? "", target.Password ?? "");
        while (true)
        {
            var (kind, body) = await ReceiveAsync(cancellation);
            switch (kind)
            {
                case 'R' when proof.Answer(body) is { } answer:
                    await SendAsync('p', answer, cancellation);
                    break;
                case 'E':
                    throw new CollectorException(
                        $"the pooler's console at {target.Host}:{target.Port} refuses the role {target.Username}: {MessageOf(body)}");
                case 'Z':
                    return;
            }
        }
    }

    private async Task<Answer> AnswerAsync(string command, CancellationToken cancellation)
    {
        string[] columns = [];
        List<IReadOnlyDictionary<string, string>> rows = [];
        string? notice = null, refusal = null;
        while (true)
        {
            var (kind, body) = await ReceiveAsync(cancellation);
            switch (kind)
            {
                case 'T':
                    columns = ColumnsOf(body);
                    break;
                case 'D':
                    rows.Add(columns.Zip(ValuesOf(body)).Where(pair => pair.Second is not null)
                        .ToDictionary(pair => pair.First, pair => pair.Second!));
                    break;
                case 'N':
                    notice = MessageOf(body);
                    break;
                case 'E':
                    refusal = MessageOf(body);
                    break;
                case 'Z':
                    return refusal is null
                        ? new Answer(rows, notice)
                        : throw new CollectorException($"the pooler's console refuses {command}: {refusal}");
            }
        }
    }

    private async Task SendAsync(char kind, byte[] body, CancellationToken cancellation)
    {
        var message = new byte[5 + body.Length];
        message[0] = (byte)kind;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), 4 + body.Length);
        body.CopyTo(message, 5);
        await _stream.WriteAsync(message, cancellation);
        await _stream.FlushAsync(cancellation);
    }

    private async Task<(char Kind, byte[] Body)> ReceiveAsync(CancellationToken cancellation)
    {
        var head = new byte[5];
        await _stream.ReadExactlyAsync(head, cancellation);
        var length = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4;
        if (length is < 0 or > LongestMessage)
        {
            throw new IOException($"a message of {length} bytes is not PostgreSQL's protocol");
        }

        var body = new byte[length];
        await _stream.ReadExactlyAsync(body, cancellation);
        return ((char)head[0], body);
    }

    // RowDescription: a count, then for each column its name and 18 bytes of types.
    private static string[] ColumnsOf(byte[] body)
    {
        var columns = new string[BinaryPrimitives.ReadUInt16BigEndian(body)];
        var at = 2;
        for (var i = 0; i < columns.Length; i++)
        {
            var end = Array.IndexOf(body, (byte)0, at);
            columns[i] = Encoding.UTF8.GetString(body, at, end - at);
            at = end + 19;
        }

        return columns;
    }

    private static IEnumerable<string?> ValuesOf(byte[] body)
    {
        var at = 2;
        for (var left = (int)BinaryPrimitives.ReadUInt16BigEndian(body); left > 0; left--)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at));
            yield return length < 0 ? null : Encoding.UTF8.GetString(body, at + 4, length);
            at += 4 + Math.Max(0, length);
        }
    }

    // ErrorResponse and NoticeResponse: fields, each a letter and a text; M is the message.
    private static string MessageOf(byte[] body) =>
        Encoding.UTF8.GetString(body).Split('\0').FirstOrDefault(field => field.StartsWith('M'))?[1..] ?? "no reason given";
}
