namespace StreamMood.Tests.Infra;

/// <summary>The systemd units' calls; tests/infra/systemd.sh has systemd look at the rest.</summary>
public class UnitFileTests
{
    [Theory]
    [InlineData("camera")]
    [InlineData("infer")]
    [InlineData("recommend")]
    public void Unit_CallParsesAndSettingsAreThere(string role)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "infra", "systemd", $"streammood-{role}.service"));
        var call = lines.Single(l => l.StartsWith("ExecStart=", StringComparison.Ordinal))["ExecStart=".Length..].Split(' ');

        Assert.Equal("/opt/streammood/streammood", call[0]);
        Deployed.Parses(call[1..]);
        var variables = lines.Where(l => l.StartsWith("Environment=", StringComparison.Ordinal)).SelectMany(l => l["Environment=".Length..].Split(' '))
            .Select(v => v.Split('=', 2)).Where(v => v[0].StartsWith("STREAMMOOD_", StringComparison.Ordinal)).Select(v => (v[0], v[1]));
        Assert.Equal("%d/client.properties", Deployed.Environment(variables).Kafka.ClientFile);
        foreach (var hardened in (string[])["DynamicUser=yes", "ProtectSystem=strict", "ProtectHome=yes", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "Restart=always"])
            Assert.Contains(hardened, lines);
    }
}
