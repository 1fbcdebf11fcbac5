using StreamMood.Contracts.Topics;
using StreamMood.Pipeline.Camera;
using YamlDotNet.RepresentationModel;

namespace StreamMood.Tests.Infra;

/// <summary>The manifests' structure; tests/infra/kubernetes.sh holds them to the schemas of Kubernetes and KEDA.</summary>
public class KubernetesTests
{
    private static readonly string[] Kustomized = [.. Yaml.Read("infra", "k8s", "kustomization.yaml").Single().Words("resources")];
    private static readonly List<YamlMappingNode> Objects = [.. Kustomized.SelectMany(f => Yaml.Read("infra", "k8s", f))];

    public static TheoryData<string> Workloads => [.. Objects.Where(o => o.At("spec", "template") is not null).Select(o => o.Text("metadata", "name")!)];

    [Fact]
    public void Kustomization_NamesEveryFile() => Assert.Equal(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "infra", "k8s"), "*.yaml").Select(f => Path.GetFileName(f)!).Where(f => f != "kustomization.yaml").Order(),
        Kustomized.Order());

    [Theory]
    [MemberData(nameof(Workloads))]
    public void Workload_IsHardened(string name)
    {
        var pod = Pod(name);
        var container = pod.At("containers", 0);

        Assert.Equal("true", pod.Text("securityContext", "runAsNonRoot"));
        Assert.Equal("RuntimeDefault", pod.Text("securityContext", "seccompProfile", "type"));
        Assert.Equal("false", pod.Text("automountServiceAccountToken"));
        Assert.Equal("true", container.Text("securityContext", "readOnlyRootFilesystem"));
        Assert.Equal("false", container.Text("securityContext", "allowPrivilegeEscalation"));
        Assert.Equal(["ALL"], container.Words("securityContext", "capabilities", "drop"));
        Assert.NotNull(container.At("resources", "requests", "cpu"));
        Assert.NotNull(container.At("resources", "limits", "memory"));
        Assert.Equal(pod.Items("volumes").Select(v => v.Text("name")).Order(), container.Items("volumeMounts").Select(v => v.Text("name")).Order());
        Assert.DoesNotContain(container.Items("env"), e => e.At("value") is not null && e.Text("name")!.Contains("TOKEN", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Workloads))]
    public void Workload_CallParses(string name) => Deployed.Parses(Pod(name).Words("containers", 0, "args"));

    [Theory]
    [InlineData("camera")]
    [InlineData("infer")]
    [InlineData("recommend")]
    public void Role_IsProbedWhereItAnswers(string name)
    {
        var (pod, container) = (Pod(name), Pod(name).At("containers", 0));
        var settings = Deployed.SettingsOf("infra", "k8s", "streammood.json");

        Assert.Equal($"{settings.Http.Port}", container.Text("ports", 0, "containerPort"));
        Assert.Equal("/health/live", container.Text("startupProbe", "httpGet", "path"));
        Assert.Equal("/health/live", container.Text("livenessProbe", "httpGet", "path"));
        Assert.Equal("/health/ready", container.Text("readinessProbe", "httpGet", "path"));
        Assert.Equal($"streammood-kafka-{name}", pod.Items("volumes").Single(v => v.Text("name") == "kafka").Text("secret", "secretName"));

        // Longer than the roles' own deadlines and their slack.
        var grace = int.Parse(pod.Text("terminationGracePeriodSeconds")!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(grace > settings.Inference.DrainTimeout.TotalSeconds + 5);
    }

    [Fact]
    public void Settings_AreThoseThatThereAre()
    {
        var settings = Deployed.SettingsOf("infra", "k8s", "streammood.json");

        Assert.Equal("/etc/streammood/kafka/client.properties", settings.Kafka.ClientFile);
        Assert.NotEmpty(CamerasFile.Read(Path.Combine(Repository.Root, "infra", "k8s", "cameras.json"), 5));
    }

    [Fact]
    public void ScaledObject_ScalesTheWorkersOnTheirOwnLag()
    {
        var scaled = Objects.Single(o => o.Text("kind") == "ScaledObject");
        var trigger = scaled.At("spec", "triggers", 0);

        Assert.Equal("infer", scaled.Text("spec", "scaleTargetRef", "name"));
        Assert.Equal(TopicNames.Frames, trigger.Text("metadata", "topic"));
        Assert.Equal($"{Deployed.SettingsOf("infra", "k8s", "streammood.json").Kafka.GroupPrefix}.infer", trigger.Text("metadata", "consumerGroup"));
        Assert.Equal($"{TopicSpec.All.First(t => t.Name == TopicNames.Frames).Partitions}", scaled.Text("spec", "maxReplicaCount"));
        Assert.Null(Objects.Single(o => o.Text("kind") == "Deployment" && o.Text("metadata", "name") == "infer").At("spec", "replicas"));
    }

    [Fact]
    public void NetworkPolicies_DenyByDefault()
    {
        var policies = Objects.Where(o => o.Text("kind") == "NetworkPolicy").ToList();
        var nothing = policies.Single(p => p.Text("metadata", "name") == "nothing");

        Assert.Equal(["Ingress", "Egress"], nothing.Words("spec", "policyTypes"));
        Assert.Null(nothing.At("spec", "ingress"));
        Assert.Null(nothing.At("spec", "egress"));
    }

    [Theory]
    [InlineData("infer")]
    [InlineData("recommend")]
    public void DisruptionBudget_SelectsItsPods(string name) => Assert.Equal(
        name, Objects.Single(o => o.Text("kind") == "PodDisruptionBudget" && o.Text("metadata", "name") == name).Text("spec", "selector", "matchLabels", "app.kubernetes.io/name"));

    private static YamlNode Pod(string name) => Objects.Single(o => o.At("spec", "template") is not null && o.Text("metadata", "name") == name).At("spec", "template", "spec")!;
}
