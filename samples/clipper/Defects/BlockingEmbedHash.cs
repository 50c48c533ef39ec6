using System.Security.Cryptography;

namespace Clipper.Defects;

/// <summary>
/// <c>GET /clips/{id}/embed</c>. Broken: the key that signs the address is derived by PBKDF2 for each request, on the thread that serves
/// it, some 80 ms of a processor each time. Cured: the key is derived once.
/// </summary>
public static class BlockingEmbedHash
{
    public static readonly Defect Defect = new(
        "blocking-embed-hash",
        "The key that signs embeds is derived by 200,000 rounds of PBKDF2 for each request; the cure derives it once.");

    private const int Iterations = 200_000;
    private const int KeyBytes = 32;

    private static readonly Lazy<byte[]> Derived = new(Derive);

    /// <summary>The key that signs embeds; the same in both twins.</summary>
    public static byte[] Key(Switches switches) => switches.On(Defect) ? Derive() : Derived.Value;

    // A fixed pass phrase and salt, sample data alone.
    private static byte[] Derive() =>
        Rfc2898DeriveBytes.Pbkdf2("clipper-embed-phrase"u8, "clipper-embed-v1"u8, Iterations, HashAlgorithmName.SHA256, KeyBytes);
}
