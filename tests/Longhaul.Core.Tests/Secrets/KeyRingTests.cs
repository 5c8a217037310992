using Longhaul.Core.Secrets;

namespace Longhaul.Core.Tests.Secrets;

public sealed class KeyRingTests
{
    private static readonly string A = FernetKey.Create().Reveal(), B = FernetKey.Create().Reveal();

    private static KeyRing Ring(string text) => KeyRing.Parse(text, out _).ShouldNotBeNull();

    [Fact]
    public void The_first_key_encrypts_and_all_decrypt()
    {
        var old = Ring(A).Encrypt("sesame ü");
        Ring($"{B},{A}").Decrypt(old).ShouldBe("sesame ü");
        Ring($"{B} {A}").IsCurrent(old).ShouldBeFalse();
        var rotated = Ring($"{B}\n{A}\n").Encrypt("sesame ü");
        Ring(B).Decrypt(rotated).ShouldBe("sesame ü");
        Ring(B).IsCurrent(rotated).ShouldBeTrue();
        Ring(A).Decrypt(rotated).ShouldBeNull();
        Ring(B).Decrypt("gAAAA").ShouldBeNull();
    }

    [Fact]
    public void A_key_may_lack_its_padding() => Ring(A.TrimEnd('=')).Decrypt(Ring(A).Encrypt("x")).ShouldBe("x");

    [Fact]
    public void What_is_no_key_is_told_without_showing_anything_of_it()
    {
        foreach (var wrong in (string[])["", " , ", "hunter2-hunter2", $"{A},hunter2/+", A + A, A[..^2] + "==", string.Join(',', Enumerable.Repeat(A, 17)), A.Replace('A', '+') + "+"])
        {
            KeyRing.Parse(wrong, out var complaint).ShouldBeNull(wrong);
            complaint.ShouldNotBeNull().ShouldNotContain("hunter2");
            complaint.ShouldNotContain(A[..8]);
        }

        KeyRing.Parse($"{A},hunter2/+", out var second).ShouldBeNull();
        second.ShouldBe("has 2 keys, of which number 2 is not url-safe base64");
        KeyRing.Parse(A[..40], out var shorter).ShouldBeNull();
        shorter.ShouldBe("decodes to 30 bytes, and a key has 32");
        Ring(A).ToString().ShouldBe("(1 key)");
        FernetKey.Parse(A, out _)!.ToString().ShouldBe("(key)");
    }

    [Fact]
    public void An_encrypted_input_comes_back_and_others_are_left_as_they_are()
    {
        var keys = Ring(A);
        var stored = EncryptedInput.Seal(keys, """{"card":"4711","note":"<ü>"}""");
        stored.ShouldStartWith("{\"$fernet\":\"gAAAA");
        stored.ShouldNotContain("4711");
        EncryptedInput.IsSealed(stored).ShouldBeTrue();
        EncryptedInput.Open(keys, stored).ShouldBe("""{"card":"4711","note":"<ü>"}""");
        foreach (var plain in (string[])["{}", """{"a":1}""", """{"$fernet":1}""", """{"$fernet":"x","b":1}""", """{"$fernets":"x"}""", "null"])
        {
            EncryptedInput.IsSealed(plain).ShouldBeFalse(plain);
            EncryptedInput.Open(null, plain).ShouldBe(plain);
        }

        Should.Throw<MissingKeyException>(() => EncryptedInput.Open(null, stored)).Message.ShouldContain("set FERNET_KEY");
        Should.Throw<MissingKeyException>(() => EncryptedInput.Open(Ring(B), stored)).Message.ShouldContain("not among those of FERNET_KEY");
    }
}
