using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Headroom.Collect.Postgres;

/// <summary>Answers what a server asks for before it lets a role in: the password itself, its MD5, or SCRAM-SHA-256.</summary>
/// <remarks>
/// <b>Source:</b> PostgreSQL manual, 55.3 (SASL Authentication) and 55.7 (Authentication* messages); RFC 5802 and RFC 7677.
/// </remarks>
internal sealed class PasswordProof(string role, string password)
{
    private const int KeyLength = 32, MostIterations = 1_000_000;
    private readonly string _nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
    private byte[] _serverSignature = [];

    private string FirstBare => $"n=,r={_nonce}";

    /// <summary>The body of the answer to an authentication request; null when none is expected.</summary>
    /// <exception cref="CollectorException">The server asks for something else, or does not know the password itself.</exception>
    public byte[]? Answer(byte[] request) => BinaryPrimitives.ReadInt32BigEndian(request) switch
    {
        0 => null,
        3 => Text(password),
        5 => Text(Md5(request.AsSpan(4, 4))),
        10 when Encoding.UTF8.GetString(request, 4, request.Length - 4).Split('\0').Contains("SCRAM-SHA-256") => First(),
        11 => Encoding.UTF8.GetBytes(Final(Encoding.UTF8.GetString(request, 4, request.Length - 4))),
        12 => Verified(Encoding.UTF8.GetString(request, 4, request.Length - 4)),
        var other =>
            throw new CollectorException($"the pooler's console asks for authentication of kind {other}, which Headroom does not know"),
    };

    private static byte[] Text(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    [SuppressMessage("Security", "CA5351:Do not use broken cryptographic algorithms", Justification = "The server chooses it")]
    private string Md5(ReadOnlySpan<byte> salt)
    {
        var inner = Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(password + role)));
        return "md5" + Convert.ToHexStringLower(MD5.HashData([.. Encoding.UTF8.GetBytes(inner), .. salt]));
    }

    private byte[] First()
    {
        var first = Encoding.UTF8.GetBytes($"n,,{FirstBare}");
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, first.Length);
        return [.. Text("SCRAM-SHA-256"), .. length, .. first];
    }

    private string Final(string serverFirst)
    {
        var fields = serverFirst.Split(',').Where(field => field.Length > 2).ToDictionary(field => field[0], field => field[2..]);
        var iterations = int.Parse(fields['i'], CultureInfo.InvariantCulture);
        if (!fields['r'].StartsWith(_nonce, StringComparison.Ordinal) || iterations is < 1 or > MostIterations)
        {
            throw new CollectorException("the pooler's console does not follow SCRAM-SHA-256");
        }

        var salted = Rfc2898DeriveBytes.Pbkdf2(
            password, Convert.FromBase64String(fields['s']), iterations, HashAlgorithmName.SHA256, KeyLength);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var withoutProof = $"c=biws,r={fields['r']}";
        var authenticated = Encoding.UTF8.GetBytes($"{FirstBare},{serverFirst},{withoutProof}");
        var signature = HMACSHA256.HashData(SHA256.HashData(clientKey), authenticated);
        _serverSignature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), authenticated);
        return $"{withoutProof},p={Convert.ToBase64String([.. clientKey.Zip(signature, (key, mask) => (byte)(key ^ mask))])}";
    }

    private byte[]? Verified(string serverFinal) => serverFinal == $"v={Convert.ToBase64String(_serverSignature)}"
        ? null
        : throw new CollectorException("the pooler's console does not prove that it knows the password");
}
