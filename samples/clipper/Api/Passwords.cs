using System.Security.Cryptography;

namespace Clipper.Api;

/// <summary>PBKDF2 with SHA-256; a stored hash reads <c>pbkdf2-sha256$iterations$salt$hash</c>, so its cost can change later.</summary>
public static class Passwords
{
    private const int Iterations = 100_000;
    private const int HashBytes = 32;

    /// <summary>The hash of the word that every seeded user has as password: clipper. One fixed salt, sample data alone.</summary>
    public static string SeededHash { get; } = Store("clipper", "clipper-seed-row"u8);

    public static string Hash(string password) => Store(password, RandomNumberGenerator.GetBytes(16));

    public static bool Matches(string password, string stored)
    {
        if (stored.Split('$') is not ["pbkdf2-sha256", var iterations, var salt, var expected]) return false;
        var actual = Derive(password, Convert.FromBase64String(salt), int.Parse(iterations));
        return CryptographicOperations.FixedTimeEquals(actual, Convert.FromBase64String(expected));
    }

    private static string Store(string password, ReadOnlySpan<byte> salt) =>
        $"pbkdf2-sha256${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(Derive(password, salt, Iterations))}";

    private static byte[] Derive(string password, ReadOnlySpan<byte> salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, HashBytes);
}
