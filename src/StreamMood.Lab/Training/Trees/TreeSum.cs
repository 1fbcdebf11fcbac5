using StreamMood.Lab.Training.Learners;
using StreamMood.Lab.Training.Onnx;

namespace StreamMood.Lab.Training.Trees;

/// <summary>A tree and what its leaves add to.</summary>
/// <param name="Tree">The tree.</param>
/// <param name="Class">The class whose score a leaf's one value is added to; −1 when leaves hold one value a class.</param>
internal readonly record struct Term(Tree Tree, int Class);

/// <summary>Base scores plus the scaled leaves of many trees: one tree, a forest, or boosted trees.</summary>
/// <param name="terms">The trees.</param>
/// <param name="scale">What leaves are multiplied with.</param>
/// <param name="start">Score of each class before any tree.</param>
/// <param name="softmax">Whether probabilities are the softmax of the scores; otherwise the scores are probabilities.</param>
internal sealed class TreeSum(Term[] terms, double scale, double[] start, bool softmax) : IClassifier
{
    public void Predict(ReadOnlySpan<double> features, Span<double> probabilities)
    {
        start.CopyTo(probabilities);
        foreach (var (tree, target) in terms)
        {
            var value = tree.Value[tree.Leaf(features)];
            if (target >= 0)
                probabilities[target] += scale * value[0];
            else
                for (var k = 0; k < probabilities.Length; k++)
                    probabilities[k] += scale * value[k];
        }

        if (softmax)
            Softmax.Apply(probabilities);
    }

    public string Export(OnnxGraph graph, string features)
    {
        List<long> treeIds = [], nodeIds = [], featureIds = [], left = [], right = [], leafTrees = [], leafNodes = [], leafClasses = [];
        List<float> thresholds = [], weights = [];
        List<string> modes = [];
        for (var t = 0; t < terms.Length; t++)
        {
            var (tree, target) = terms[t];
            for (var node = 0; node < tree.Feature.Count; node++)
            {
                var leaf = tree.Feature[node] < 0;
                treeIds.Add(t);
                nodeIds.Add(node);
                featureIds.Add(leaf ? 0 : tree.Feature[node]);
                thresholds.Add(tree.Threshold[node]);
                modes.Add(leaf ? "LEAF" : "BRANCH_LEQ");
                left.Add(leaf ? 0 : tree.Left[node]);
                right.Add(leaf ? 0 : tree.Right[node]);
                for (var v = 0; leaf && v < tree.Value[node].Length; v++)
                {
                    leafTrees.Add(t);
                    leafNodes.Add(node);
                    leafClasses.Add(target >= 0 ? target : v);
                    weights.Add((float)(scale * tree.Value[node][v]));
                }
            }
        }

        var output = graph.Unique("trees");
        graph.Node(
            "TreeEnsembleClassifier", OnnxGraph.Ml, [features], [graph.Unique("label"), output],
            OnnxAttribute.Ints("nodes_treeids", [.. treeIds]), OnnxAttribute.Ints("nodes_nodeids", [.. nodeIds]),
            OnnxAttribute.Ints("nodes_featureids", [.. featureIds]), OnnxAttribute.Floats("nodes_values", [.. thresholds]),
            OnnxAttribute.Texts("nodes_modes", modes), OnnxAttribute.Ints("nodes_truenodeids", [.. left]),
            OnnxAttribute.Ints("nodes_falsenodeids", [.. right]), OnnxAttribute.Ints("class_treeids", [.. leafTrees]),
            OnnxAttribute.Ints("class_nodeids", [.. leafNodes]), OnnxAttribute.Ints("class_ids", [.. leafClasses]),
            OnnxAttribute.Floats("class_weights", [.. weights]),
            OnnxAttribute.Floats("base_values", Array.ConvertAll(start, s => (float)s)),
            OnnxAttribute.Ints("classlabels_int64s", [.. Enumerable.Range(0, start.Length).Select(k => (long)k)]),
            OnnxAttribute.Text("post_transform", softmax ? "SOFTMAX" : "NONE"));
        return output;
    }
}
