namespace Longhaul.Core.Secrets;

/// <summary>Something is to be encrypted or decrypted, and the key for it is not there.</summary>
public sealed class MissingKeyException : Exception
{
    internal const string Remedy = "set FERNET_KEY (`longhaul secrets key` makes one)";

    /// <summary>Says what, and what to do.</summary>
    public MissingKeyException(string message) : base(message) { }
}
